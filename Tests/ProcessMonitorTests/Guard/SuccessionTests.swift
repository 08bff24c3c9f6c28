import Glibc
import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport
import Testing

@Suite(
  "Detectors one after the other", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct SuccessionTests {
  @Test("What ended while nobody watched is read by the successor that got the socket")
  func succession() async throws {
    let store = LocalStore()
    let first = Told()
    let predecessor = try Detector(
      boot: try bootID(), Detector.Settings(first, held: 1), store: store)
    let children = try (0..<3).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    let registrations = try children.map { try Registration(of: $0) }
    for registration in registrations {
      #expect(await predecessor.register(registration) == .added)
    }
    let held = registrations[0].process
    #expect(store.names == ["events", "unsettled", "process-\(held.process)-\(held.startTicks)"])
    #expect(predecessor.isKept && predecessor.continuity == nil)
    predecessor.stop()
    #expect(store.names.count == 3)
    for child in children {
      try child.send(signal: 9)
      _ = try child.wait()
    }
    let told = Told()
    let successor = try Detector(
      boot: try bootID(), restoring: registrations, Detector.Settings(told, held: 1), store: store,
      kept: store.copies())
    #expect(successor.continuity == .kept)
    var deaths: Set<ProcessIdentity> = []
    for action in await told.next(3) {
      guard case .record(let death) = action else {
        Issue.record("unexpected: \(action)")
        continue
      }
      #expect(death.status == .signaled(.kill) && !death.isInferred)
      deaths.insert(death.process)
    }
    #expect(deaths == Set(registrations.map(\.process)))
    successor.stop(isFinal: true)
    #expect(store.names.isEmpty)
  }

  /// What happens to what a predecessor leaves.
  enum Damage: CaseIterable {
    case noSocket, noMemory, noMagic, otherVersion, otherBoot, random, otherSocket, tooSmall

    func apply(to kept: [KeptDescriptor]) throws -> [KeptDescriptor] {
      let memory = try #require(kept.first { $0.name == "unsettled" }).rawDescriptor
      switch self {
      case .noSocket: return try without("events", kept)
      case .noMemory: return try without("unsettled", kept)
      case .noMagic: write(0, memory, at: 0)
      case .otherVersion: write(999, memory, at: 8)
      case .otherBoot: write(1, memory, at: 16)
      case .random:
        for offset in stride(from: 0, to: 1 << 20, by: 8) {
          write(.random(in: 0 ... .max), memory, at: offset)
        }
      case .otherSocket: write(1, memory, at: 32)
      case .tooSmall:
        let small = try SharedMemory(name: "pmon-test", size: 64)
        return try without("unsettled", kept)
          + [KeptDescriptor(name: "unsettled", rawDescriptor: dup(small.rawDescriptor))]
      }
      return kept
    }

    private func without(_ name: String, _ kept: [KeptDescriptor]) throws -> [KeptDescriptor] {
      close(try #require(kept.first { $0.name == name }).rawDescriptor)
      return kept.filter { $0.name != name }
    }

    private func write(_ value: UInt64, _ memory: Int32, at offset: Int) {
      var word = value
      #expect(unsafe pwrite(memory, &word, 8, offset) == 8)
    }
  }

  @Test(
    "Where not all is there, or not of one piece, a successor believes no silence",
    arguments: Damage.allCases)
  func damage(_ damage: Damage) async throws {
    let store = LocalStore()
    let predecessor = try Detector(boot: try bootID(), .init(Told(), held: 0), store: store)
    let child = try ChildProcess(["/bin/sleep", "100"])
    let registration = try Registration(of: child)
    #expect(await predecessor.register(registration) == .added)
    predecessor.stop()
    // Somebody reads its end away, so that only silence is left.
    try child.send(signal: 9)
    _ = try child.wait()
    let socket = try #require(store.copies().first { $0.name == "events" })
    let reader = OwnedDescriptor(owning: socket.rawDescriptor)
    let slab = ReceiveSlab(capacity: 256, slotSize: 128)
    while (try? slab.receive(from: reader.rawValue, limit: 256)) != nil {}
    let told = Told()
    let successor = try Detector(
      boot: try bootID(), restoring: [registration], .init(told, held: 0), store: store,
      kept: try damage.apply(to: store.copies()))
    #expect(successor.continuity == (damage == .noSocket ? nil : .broken))
    #expect(successor.isKept)
    guard case .record(let death)? = await told.next(1).first else {
      Issue.record("no death")
      return
    }
    #expect(death.process == registration.process && death.status == nil && death.isInferred)
    successor.stop(isFinal: true)
    #expect(store.names.isEmpty)
  }

  @Test("As long as nothing is stored, each successor is told the same")
  func unstored() async throws {
    let store = LocalStore()
    var detector = try Detector(boot: try bootID(), .init(Told(), held: 0), store: store)
    let child = try ChildProcess(["/bin/sleep", "100"])
    let registration = try Registration(of: child)
    #expect(await detector.register(registration) == .added)
    try child.send(signal: 9)
    _ = try child.wait()
    detector.stop()
    for round in 0..<5 {
      let told = Told()
      detector = try Detector(
        boot: try bootID(), restoring: [registration], .init(told, held: 0), store: store,
        kept: store.copies())
      #expect(detector.continuity == .kept)
      guard case .record(let death)? = await told.next(1).first else {
        Issue.record("no death in round \(round)")
        return
      }
      #expect(death.status == .signaled(.kill) && !death.isInferred)
      detector.stop()
    }
    detector.stop(isFinal: true)
  }

  @Test("While the ring overflows a successor would infer, and once all is stored it need not")
  func overflow() async throws {
    let store = LocalStore()
    let told = Told()
    var settings = Detector.Settings(told, held: 0)
    settings.limits.unsettledMemory = 0
    let predecessor = try Detector(boot: try bootID(), settings, store: store)
    let first = try ChildProcess(["/bin/sleep", "100"])
    #expect(await predecessor.register(try Registration(of: first)) == .added)
    try first.send(signal: 9)
    _ = try first.wait()
    _ = await told.next(1)
    // More than the smallest ring holds, and nothing is stored.
    for _ in 0..<1000 {
      _ = try ChildProcess(["/bin/false"]).wait()
    }
    // The ring's second word; the ring itself is for one process at a time.
    func hadDetour() throws -> Bool {
      let kept = store.copies()
      defer { for descriptor in kept { close(descriptor.rawDescriptor) } }
      let memory = try #require(kept.first { $0.name == "unsettled" }).rawDescriptor
      var word: UInt64 = 0
      #expect(unsafe pread(memory, &word, 8, 128 + 8) == 8)
      return word != 0
    }
    _ = await predecessor.counters()
    #expect(try hadDetour())
    predecessor.stored(upTo: told.lastBatch)
    while try hadDetour() { try await Task.sleep(for: .milliseconds(5)) }
    predecessor.stop()
    let successor = try Detector(
      boot: try bootID(), .init(Told(), held: 0), store: store, kept: store.copies())
    #expect(successor.continuity == .kept)
    successor.stop(isFinal: true)
  }
}
