import ConnectorHub
import ConnectorProtocol
import ProcessEvents
import Testing

@Suite("Queues")
struct QueueTests {
  @Test("Who stops reading loses an exact number, told once, and others lose nothing")
  func stopped() throws {
    var hub = ConnectorHub(.strict)
    let stopped = try hub.listener(.exit)
    let reading = try hub.listener(.exit)
    for id in 1...100_000 as ClosedRange<Int32> {
      hub.happen(.exit(id))
      if id % 200 == 0 { #expect(hub.events(reading).count == 200) }
    }
    #expect(hub.counters(of: reading).lost == 0)
    #expect(hub.counters(of: stopped).lost == 100_000 - 256)
    #expect(hub.drain(stopped) { _ in false } == .lost(total: 100_000 - 256))
    // A chunk or two of the group's, and those that hold its 256.
    #expect(hub.counters().bytes < 80 * 64 * 76)
    hub.happen(.exit(5))
    #expect(hub.counters(of: stopped).lost == 100_001 - 256)
    #expect(hub.events(stopped).compactMap { $0.task?.process.rawValue } == Array(1...256))
    hub.happen(.exit(7))
    #expect(hub.events(stopped).map { $0.task?.process.rawValue } == [7])
    #expect(hub.counters().lost == 100_001 - 256)
  }

  @Test("Memory is bounded by the buffers of those who stop, wherever they do")
  func memory() throws {
    var hub = ConnectorHub(.strict)
    for round in 0..<200 {
      _ = try hub.listener(.exit)
      for id in 0..<300 as Range<Int32> { hub.happen(.exit(id)) }
      let bytes = hub.counters().bytes
      // Each keeps 256 messages, at most a chunk more at either end; the group two buffers; and spare ones.
      #expect(bytes <= (round + 1) * (256 + 128) * 76 + (512 + 128) * 76 + 64 * 64 * 76)
    }
  }

  @Test("Who changes his mask all the time keeps little more than what waits")
  func changes() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener()
    let kinds: [EventMask] = [.exit, .fork, .exec, .comm]
    for number in 0..<10_000 {
      hub.send(.listen, mask: kinds[number % 4].rawValue, from: id)
      for process in 0..<3 as Range<Int32> {
        hub.happen(.exit(process))
        hub.happen(.fork(process))
        hub.happen(.exec(process))
      }
    }
    #expect(hub.counters(of: id).waiting == 256)
    #expect(hub.counters().bytes <= (256 / 64 + 8 + 64) * 64 * 76)
  }

  @Test("What a body does not take goes on waiting, in its order")
  func untaken() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener(.exit)
    for process in 1...10 as ClosedRange<Int32> { hub.happen(.exit(process)) }
    var seen = 0
    let reading = hub.drain(id) { _ in
      seen += 1
      return seen <= 4
    }
    #expect(reading == .taken(4))
    #expect(hub.counters(of: id).waiting == 6)
    #expect(hub.events(id).compactMap { $0.task?.process.rawValue } == Array(5...10))
    #expect(hub.drain(id) { _ in true } == .nothing)
  }

  @Test("Datagrams are copied whole, as many as fit")
  func copies() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener(.exit)
    for process in 1...5 as ClosedRange<Int32> { hub.happen(.exit(process)) }
    var buffer = [UInt8](repeating: 0, count: 3 * ConnectorWire.eventSize + 20)
    var span = buffer.mutableSpan
    #expect(hub.next(for: id, into: &span) == .taken(3))
    #expect(hub.next(for: id, into: &span) == .taken(2))
    #expect(hub.next(for: id, into: &span) == .nothing)
    let message = buffer.span.extracting(76..<152).message
    #expect(
      message
        == .event(
          .init(
            time: KernelInstant(nanoseconds: 7), cpu: 0, sequence: 4, payload: .exit(5))))
  }

  @Test("A loss before the hub is everybody's loss, and wakes")
  func reported() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener(.exit)
    let ignoring = try hub.open()
    _ = hub.readable()
    hub.reportLoss(12)
    #expect(hub.readable() == [id])
    #expect(hub.drain(id) { _ in true } == .lost(total: 12))
    #expect(hub.drain(id) { _ in true } == .nothing)
    #expect(hub.counters(of: ignoring).lost == 0)
    hub.happen(.exit(1))
    #expect(hub.readable() == [id])
    #expect(hub.events(id).count == 1)
  }

  @Test("A loss in some namespaces is told to whose policy names one of them, and to nobody else")
  func reportedInside() throws {
    let (inner, other) = (PIDNamespace(rawValue: 7), PIDNamespace(rawValue: 8))
    let concerned: [Policy] = [
      .inside(inner), Policy(.user(5), numbers: inner), Policy(.namespace(inner)),
      Policy(.namespace(other), numbers: inner), Policy(.namespace(inner), numbers: other),
    ]
    let unconcerned: [Policy] = [.everything, .inside(other), Policy(.user(5))]
    var hub = ConnectorHub(.strict)
    let told = try concerned.map { try hub.listener(.exit, $0) }
    let untold = try unconcerned.map { try hub.listener(.exit, $0) }
    _ = hub.readable()
    hub.reportLoss(0, in: [inner])
    hub.reportLoss(3, in: [])
    #expect(hub.readable().isEmpty)
    hub.reportLoss(2, in: [inner, PIDNamespace(rawValue: 9)])
    #expect(Set(hub.readable()) == Set(told))
    for id in told {
      #expect(hub.drain(id) { _ in true } == .lost(total: 2))
      #expect(hub.drain(id) { _ in true } == .nothing)
    }
    for id in untold { #expect(hub.counters(of: id).lost == 0) }
  }

  @Test("A listener is named when something comes, and not again before it has been emptied")
  func wakeups() throws {
    var hub = ConnectorHub(.strict)
    let first = try hub.listener(.exit)
    let second = try hub.listener(.exit)
    let other = try hub.listener(.fork)
    _ = hub.readable()
    #expect(!hub.hasReadable)
    hub.happen(.exit(1))
    #expect(hub.hasReadable)
    #expect(Set(hub.readable()) == [first, second])
    hub.happen(.exit(2))
    #expect(hub.readable() == [])
    #expect(hub.messages(first, limit: 1).count == 1)
    hub.happen(.exit(3))
    #expect(hub.readable() == [])
    #expect(hub.events(first).count == 2)
    hub.happen(.exit(4))
    #expect(hub.readable() == [first])
    // What it has been woken for goes with it where it goes.
    hub.happen(.fork(1))
    hub.send(.listen, mask: EventMask.exec.rawValue, from: other)
    #expect(hub.readable() == [other])
    hub.close(second)
    hub.happen(.exec(1))
    #expect(hub.readable() == [])
  }

  @Test("There are as many listeners as are allowed, and a closed one makes room")
  func limits() throws {
    var hub = ConnectorHub(.strict, limits: HubLimits(listeners: 2, largestBuffer: 5000))
    let first = try hub.open()
    let second = try hub.open()
    #expect(throws: TooManyListeners.self) { try hub.open() }
    hub.close(first)
    let third = try hub.open()
    #expect(!hub.isOpen(first) && hub.isOpen(second) && hub.isOpen(third))
    #expect(first != third)
    hub.setBuffer(bytes: .max, of: third)
    #expect(hub.bufferBytes(of: third) == 5000)
    hub.setBuffer(bytes: 0, of: third)
    #expect(hub.bufferBytes(of: third) == 2304)
  }

  @Test("Whatever a client sends is counted, and nothing else comes of it")
  func malformed() throws {
    var hub = ConnectorHub()
    let id = try hub.open()
    let request = ConnectorRequest(.listen, token: 1).encoded()
    for length in 0..<40 { hub.receive(request.span.extracting(0..<length), from: id, at: .zero) }
    #expect(hub.counters().malformed == 40)
    #expect(hub.counters().requests == 0)
    #expect(hub.listenerCount == 0)
    hub.receive(request.span, from: id, at: .zero)
    #expect(hub.counters(of: id).requests == 1)
    #expect(hub.answers(id).map(\.token) == [2])
  }

  @Test("Events of unknown kinds come to those who asked for everything, as they are")
  func unknownKinds() throws {
    var hub = ConnectorHub()
    let all = try hub.listener()
    let forks = try hub.listener(.fork)
    let payload = ProcessEvent.Payload.unknown(
      UnknownEvent(what: 0x0800_0000, data: .init(repeating: 0xAB)))
    hub.happen(payload)
    #expect(hub.events(all).map(\.payload) == [payload])
    #expect(hub.events(forks).isEmpty)
    // A number with a bit of a kind passes for it, as in the kernel.
    hub.happen(.unknown(UnknownEvent(what: 0x0800_0001, data: .init(repeating: 0))))
    #expect(hub.events(forks).count == 1)
  }

  @Test("Numbers go on for each CPU, also one that no machine has")
  func numbers() throws {
    var hub = ConnectorHub(.strict)
    let id = try hub.listener(.exit)
    for cpu in [0, 5, 0, .max, 5, .max] as [UInt32] { hub.happen(.exit(1), cpu: cpu) }
    #expect(hub.events(id).map(\.sequence) == [0, 0, 1, 0, 1, 1])
  }
}

extension KernelInstant {
  fileprivate static let zero = KernelInstant(nanoseconds: 0)
}
