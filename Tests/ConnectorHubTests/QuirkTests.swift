import ConnectorHub
import ConnectorProtocol
import ProcessEvents
import Testing

/// Each trap of the kernel, and what stands in its place where it is left out. That the kernel has it is what
/// `DifferentialTests` finds out.
@Suite("The kernel's traps")
struct QuirkTests {
  private func hubs() -> (kernel: ConnectorHub, strict: ConnectorHub) {
    (ConnectorHub(.linux6_6), ConnectorHub(.strict))
  }

  @Test("A narrower mask swallows its own acknowledgement; strictly, who asks is answered")
  func acknowledgements() throws {
    for (profile, expected) in [(KernelProfile.linux6_6, [] as [UInt32]), (.strict, [8, 10])] {
      var hub = ConnectorHub(profile)
      let id = try hub.open()
      hub.send(.listen, mask: EventMask.exit.rawValue, token: 7, from: id)
      hub.send(.ignore, token: 9, from: id)
      #expect(hub.answers(id).map(\.token) == expected)
    }
  }

  @Test("Everybody who listens to all gets everybody's acknowledgements; strictly nobody does")
  func others() throws {
    for (profile, expected) in [(KernelProfile.linux6_6, [2, 4] as [UInt32]), (.strict, [2])] {
      var hub = ConnectorHub(profile)
      let first = try hub.open()
      hub.send(.listen, token: 1, from: first)
      let second = try hub.open()
      hub.send(.listen, token: 3, from: second)
      #expect(hub.answers(first).map(\.token) == expected)
      #expect(hub.answers(second).map(\.token) == [4])
    }
  }

  @Test("Served clients are answered as by the kernel, each for himself", arguments: [true, false])
  func served(isListening: Bool) throws {
    var hub = ConnectorHub(.served)
    let other = try hub.listener()
    let id = try hub.open()
    if isListening {
      hub.send(.listen, token: 1, from: id)
      #expect(hub.answers(id).map(\.token) == [2])
    }
    let unknown = ConnectorRequest.Operation(rawValue: 3)
    let requests: [(ConnectorRequest.Operation, mask: UInt32?, error: UInt32?)] = [
      (.listen, EventMask.exit.rawValue, nil), (.ignore, nil, nil), (.ignore, 0xFFFF_FFFF, nil),
      (unknown, EventMask.exit.rawValue, nil), (unknown, nil, 22), (.listen, nil, 0),
      (.listen, 0, 0), (.listen, 0x1000, 0), (.listen, 0xFFFF_FFFF, 0), (unknown, 0, 22),
    ]
    for (place, request) in requests.enumerated() {
      let token = UInt32(100 + place)
      hub.send(request.0, mask: request.mask, token: token, from: id)
      let answers = hub.answers(id)
      #expect(answers.map(\.error) == (request.error.map { [$0] } ?? []), "request \(place)")
      #expect(answers.allSatisfy { $0.token == token + 1 })
    }
    #expect(hub.answers(other).isEmpty)
    hub.happen(.exec(1))
    #expect(hub.events(id).count == 1, "a refused operation changes nothing")
    #expect(hub.events(other).count == 1)
  }

  @Test("A private acknowledgement leaves no gap in anybody's numbers, and is no newer one itself")
  func privateNumbers() throws {
    var hub = ConnectorHub(.strict)
    let first = try hub.listener()
    hub.happen(.exit(1))
    let second = try hub.open()
    hub.send(.listen, token: 3, from: second)
    hub.happen(.exit(2))
    #expect(hub.events(first).map(\.sequence) == [0, 1])
    #expect(hub.messages(second).map(\.number) == [0, 1])
  }

  @Test("A refused operation stores its mask; strictly it changes nothing")
  func refusedOperations() throws {
    for (profile, count) in [(KernelProfile.linux6_6, 0), (.strict, 1)] {
      var hub = ConnectorHub(profile)
      let id = try hub.listener()
      hub.send(.init(rawValue: 3), mask: EventMask.exec.rawValue, token: 5, from: id)
      if profile == .strict { #expect(hub.answers(id).map(\.error) == [22]) }
      hub.happen(.exit(1))
      #expect(hub.events(id).count == count)
      hub.send(.ignore, from: id)
      hub.send(.init(rawValue: 3), mask: EventMask.exit.rawValue, token: 5, from: id)
      _ = try hub.listener()
      hub.happen(.exit(1))
      #expect(hub.events(id).count == 1 - count)
    }
  }

  @Test("Who has joined hears all before asking; strictly nothing")
  func beforeListening() throws {
    for (profile, count) in [(KernelProfile.linux6_6, 1), (.strict, 0)] {
      var hub = ConnectorHub(profile)
      _ = try hub.listener(.exec)
      let silent = try hub.open()
      hub.happen(.exit(1))
      #expect(hub.events(silent).count == count)
    }
  }

  @Test("One listener's mistakes silence another; strictly each stands for itself")
  func counting() throws {
    for (profile, count) in [(KernelProfile.linux6_6, 0), (.strict, 1)] {
      var hub = ConnectorHub(profile)
      let id = try hub.listener()
      let other = try hub.open()
      hub.send(.init(rawValue: 9), from: other)
      hub.send(.ignore, from: other)
      _ = hub.messages(id)
      hub.happen(.exit(1))
      #expect(hub.events(id).count == count)
    }
  }

  @Test("A mask of unknown bits asks for all; strictly it is refused")
  func unknownBits() throws {
    for (profile, count) in [(KernelProfile.linux6_6, 1), (.strict, 0)] {
      var hub = ConnectorHub(profile)
      let id = try hub.listener(.fork)
      hub.send(.listen, mask: 0x1000, token: 7, from: id)
      #expect(hub.answers(id).map(\.error) == (profile == .strict ? [22] : [0]))
      hub.happen(.exec(1))
      #expect(hub.events(id).count == count)
      hub.send(.listen, mask: 0, from: id)
      hub.happen(.exec(1))
      #expect(hub.events(id).count == 1)
    }
  }
}

extension ConnectorMessage {
  fileprivate var number: UInt32 {
    switch self {
    case .event(let event): event.sequence
    case .acknowledgement(let answer): answer.sequence
    }
  }
}
