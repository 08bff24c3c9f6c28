import ConnectorHub
import ConnectorProtocol
import ProcessEvents
import TestSupport
import Testing

/// Sharing, and looking at a listener only when that is needed, change nothing that anybody can see.
@Suite("The hub beside a model of it")
struct QueueModelTests {
  private static let facts = TableOfFacts(
    users: Dictionary(uniqueKeysWithValues: (0..<40).map { (Int32($0), UInt32($0 % 4)) }))

  private struct Pair {
    var hub: ConnectorHub
    var model: QueueModel
    var generator: SeededGenerator
    /// Those who have been named and have not been found empty since.
    var readable: Set<ListenerID> = []
    var filters: [Filter?] = [nil]

    var ids: [ListenerID] { Array(model.listeners.keys) }
  }

  @Test(
    "Random histories give every listener the same",
    arguments: Seeds.chosen,
    [
      KernelProfile.linux6_6, .strict, .linux6_1,
      // A message that takes more than its own bytes, so that a queue may be as short as the histories want.
      KernelProfile(
        filtersEvents: true, servesOrdinaryUsers: true, quirks: KernelProfile.served.quirks),
      KernelProfile(
        filtersEvents: true, servesOrdinaryUsers: true, quirks: [.acknowledgesToAll]),
    ])
  func histories(seed: UInt64, profile: KernelProfile) throws {
    for round in 0..<8 as Range<UInt64> {
      var pair = Pair(
        hub: ConnectorHub(profile), model: QueueModel(profile),
        generator: SeededGenerator(seed: seed &* 1000 &+ round))
      for text in ["exit and code == 3", "fork or exec", "pid < 20", "comm ~ \"name 1*\""] {
        pair.filters.append(try Filter(parsing: text))
      }
      // Some hear nearly nothing, some overflow a lot.
      let eagerness = pair.generator.number(in: 1...40)
      for _ in 0..<400 { try step(&pair, eagerness: eagerness) }
      for id in pair.ids { try drain(&pair, id, .max) }
      for id in pair.ids { pair.hub.close(id) }
      let counters = pair.hub.counters()
      #expect(counters.listeners == 0)
      #expect(counters.groups == 0)
      // All that is left are some spare chunks.
      #expect(counters.bytes <= 64 * 64 * 76)
    }
  }

  private func step(_ pair: inout Pair, eagerness: Int) throws {
    let ids = pair.ids.sorted { "\($0)" < "\($1)" }
    switch pair.generator.number(in: 0...99) {
    case 0..<8 where ids.count < 40: try open(&pair)
    case _ where ids.isEmpty: return
    case 0..<10:
      let id = pair.generator.element(of: ids)
      pair.hub.close(id)
      pair.model.listeners[id] = nil
      pair.readable.remove(id)
    case 10..<25:
      let id = pair.generator.element(of: ids)
      let operation: UInt32 = pair.generator.element(of: [1, 1, 1, 1, 2, 9])
      let masks: [UInt32?] = [
        nil, .max, 0x1000, 0x8000_0000, 0x2000_0000, 3, pair.generator.bits(),
      ]
      let mask = pair.generator.element(of: masks)
      let token: UInt32 = pair.generator.bits()
      pair.hub.send(.init(rawValue: operation), mask: mask, token: token, from: id)
      pair.model.request(operation, mask: mask, token: token, from: id)
    case 25..<28:
      let id = pair.generator.element(of: ids)
      let filter = pair.generator.element(of: pair.filters)
      pair.hub.setFilter(filter, of: id)
      pair.model.listeners[id]!.filter = filter
    case 28..<31:
      let id = pair.generator.element(of: ids)
      let user = pair.generator.number(in: 0...3) as UInt32
      let policy = pair.generator.once(in: 2) ? Policy.everything : Policy(.user(user))
      pair.hub.setPolicy(policy, of: id)
      pair.model.listeners[id]!.policy = policy
    case 31..<33:
      let id = pair.generator.element(of: ids)
      let room = pair.generator.number(in: 3...300)
      pair.hub.setBuffer(bytes: UInt32(room) * pair.hub.profile.messageBytes, of: id)
      pair.model.listeners[id]!.room = room
    case 33..<(34 + eagerness):
      let limit = pair.generator.once(in: 2) ? Int.max : pair.generator.number(in: 1...90)
      try drain(&pair, pair.generator.element(of: ids), limit)
    default:
      for _ in 0..<pair.generator.number(in: 1...40) {
        let event = ProcessEvent(
          time: KernelInstant(nanoseconds: pair.generator.bits()),
          cpu: pair.generator.number(in: 0...3), sequence: 0, payload: small(&pair.generator))
        pair.hub.publish(event, facts: QueueModelTests.facts)
        pair.model.publish(event, facts: QueueModelTests.facts)
      }
    }
    pair.readable.formUnion(pair.hub.readable())
    for id in pair.ids {
      let (expected, counters) = (pair.model.listeners[id]!, pair.hub.counters(of: id))
      #expect(counters.waiting == expected.queue.count)
      #expect(counters.lost == expected.lost)
      #expect(counters.read == expected.read)
      // Whoever has something to read has been told.
      if counters.waiting > 0 { #expect(pair.readable.contains(id)) }
    }
  }

  private func open(_ pair: inout Pair) throws {
    let id = try pair.hub.open()
    let room = pair.generator.element(of: [3, 5, 64, 100, 256])
    pair.hub.setBuffer(bytes: UInt32(room) * pair.hub.profile.messageBytes, of: id)
    pair.model.listeners[id] = QueueModel.Listener(room: room)
  }

  private func drain(_ pair: inout Pair, _ id: ListenerID, _ limit: Int) throws {
    var messages: [ConnectorMessage] = []
    let reading = pair.hub.drain(id, limit: limit) { datagram in
      guard let message = datagram.message else { return false }
      messages.append(message.unnumbered)
      return true
    }
    let expected = pair.model.listeners[id]!.read(limit)
    #expect(reading == expected.reading)
    #expect(messages == expected.messages)
    if pair.model.listeners[id]!.queue.isEmpty && !reading.isLoss { pair.readable.remove(id) }
    try #require(messages == expected.messages)
  }

  /// An event of one of few processes.
  private func small(_ generator: inout SeededGenerator) -> ProcessEvent.Payload {
    let id = generator.number(in: 0...39) as Int32
    switch generator.number(in: 0...4) {
    case 0: return .fork(id)
    case 1: return .exec(id)
    case 2:
      let name = CommandName("name \(generator.number(in: 0...19))")
      return .comm(NameChange(task: TaskID(leaderOf: ProcessID(id)), name: name))
    default: return .exit(id, code: generator.element(of: [0, 3, 4]))
    }
  }
}

extension HubReading {
  fileprivate var isLoss: Bool { if case .lost = self { true } else { false } }
}
