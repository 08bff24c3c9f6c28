import KernelInterface
import ProcessEvents
import ProcessMonitor
import TestSupport
import Testing

@Suite("When events are done with")
struct RingSettlementTests {
  /// An event that was read.
  private struct Event {
    let number: Int
    let position: UInt64
    let readAt: UInt64
    /// Until when the reader holds it back.
    let heldUntil: UInt64
    let isOfInterest: Bool
    /// In which batch what follows from it was handed over.
    var batch: UInt64?
  }

  private static let longestHold: UInt64 = 100

  @Test(
    "No event is freed before all that follows from it is stored", arguments: Seeds.chosen)
  func histories(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var settlement = RingSettlement()
    var now: UInt64 = 1000
    var events: [Event] = []
    var position: UInt64 = 0
    var batch: UInt64 = 0
    var stored: UInt64 = 0
    var freed: UInt64 = 0
    var frees = 0
    for step in 0..<20_000 {
      now += random.number(in: 0...30)
      let count = random.once(in: 3) ? random.number(in: 0...5) : 0
      for _ in 0..<count {
        events.append(
          Event(
            number: step, position: position, readAt: now,
            heldUntil: random.once(in: 2) ? now : now + random.number(in: 1...Self.longestHold),
            isOfInterest: random.once(in: 3)))
        position += 1
      }
      let isDrained = !random.once(in: 4)
      var isAnyHanded = false
      for index in events.indices where events[index].batch == nil {
        let event = events[index]
        guard event.heldUntil <= now, isDrained else { continue }
        if event.isOfInterest { isAnyHanded = true }
        events[index].batch = event.isOfInterest ? batch + 1 : 0
      }
      if isAnyHanded { batch += 1 }
      let isDone = isDrained && events.allSatisfy { $0.batch != nil }
      settlement.note(
        RingSettlement.Place(position: position, detours: 0), at: instant(now), isDone: isDone,
        observedUntil: isDrained ? instant(now - Self.longestHold - 1) : nil, batch: batch)
      if random.once(in: 2) { stored = min(batch, stored + random.number(in: 0...3)) }
      if let place = settlement.takeDone(storedUpTo: stored) {
        #expect(place.position >= freed)
        freed = place.position
        frees += 1
      }
      // Whatever is read again after a kill at this moment: what is not stored is among it.
      let unsettled = events.first { event in event.batch.map { $0 > stored } ?? true }
      #expect(freed <= unsettled?.position ?? .max, "seed \(seed), step \(step)")
      events.removeAll { $0.position < freed }
    }
    #expect(frees > 1000)
    // Nothing is kept for ever.
    settlement.note(
      RingSettlement.Place(position: position, detours: 0), at: instant(now), isDone: true,
      observedUntil: nil, batch: batch)
    let last = settlement.takeDone(storedUpTo: batch)
    #expect(last?.position == position || freed == position)
    #expect(settlement.awaitedBatch == nil)
  }

  private func instant(_ time: UInt64) -> KernelInstant { KernelInstant(nanoseconds: time) }
}
