import ConnectorHub
import ConnectorProtocol
import ProcessEvents
import Testing

/// The facts that were seen on real kernels, one by one, so that the script cannot drift from them.
@Suite("The scripted kernel")
struct ScriptedKernelTests {
  private typealias Request = ConnectorRequest

  @Test("The acknowledgement waits when send returns, with the token plus one")
  func acknowledgement() throws {
    for profile in [KernelProfile.linux6_6, .linux6_1] {
      var kernel = ScriptedKernel(profile)
      let socket = try kernel.joined()
      try kernel.send(Request(.listen, token: 41), from: socket)
      #expect(try kernel.answers(on: socket).map(\.token) == [42])
    }
  }

  @Test("Linux 6.6 takes a mask; a narrower one swallows the acknowledgement of itself")
  func masks() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    for (mask, isAnswered) in [
      (EventMask.all.rawValue, true), (0, true), (0x1000, true), (.max, true),
      (EventMask.fork.rawValue, false), (EventMask.fork.rawValue | 0x1000, false),
    ] {
      try kernel.send(Request(.listen, mask: mask, token: 1), from: socket)
      #expect(try !kernel.answers(on: socket).isEmpty == isAnswered, "0x\(String(mask, radix: 16))")
    }
    kernel.happen(.exit(of: 5))
    kernel.happen(.fork(of: 6))
    #expect(try kernel.events(on: socket).map(\.processNumber) == [6])
  }

  @Test("Linux 6.1 ignores a request with a mask without a word")
  func masksIgnored() throws {
    var kernel = ScriptedKernel(.linux6_1)
    let socket = try kernel.joined()
    try kernel.send(Request(.listen, mask: .max, token: 1), from: socket)
    #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: socket) }
    #expect(kernel.listenerCount == 0)
  }

  @Test("A request of another length is ignored", arguments: [KernelProfile.linux6_6, .linux6_1])
  func otherLengths(profile: KernelProfile) throws {
    for length in [0, 3, 5, 7, 9, 12] as [UInt8] {
      var kernel = ScriptedKernel(profile)
      let socket = try kernel.joined()
      var bytes = Request(.listen, token: 1).encoded() + [0, 0, 0, 0, 0, 0, 0, 0]
      bytes[0] = UInt8(bytes.count)
      bytes[32] = length
      try kernel.send(bytes.span, from: socket)
      #expect(kernel.listenerCount == 0)
      #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: socket) }
    }
  }

  @Test(
    "What stands behind a request is not looked at", arguments: [KernelProfile.linux6_6, .linux6_1])
  func trailingBytes(profile: KernelProfile) throws {
    var kernel = ScriptedKernel(profile)
    let socket = try kernel.joined()
    try kernel.send((Request(.listen, token: 41).encoded() + [1, 2, 3]).span, from: socket)
    #expect(try kernel.answers(on: socket).map(\.token) == [42])
  }

  @Test("An unknown operation gets EINVAL where all is listened to, and its mask is stored")
  func unknownOperation() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    try kernel.send(Request(.listen, token: 1), from: socket)
    try kernel.send(Request(.init(rawValue: 9), mask: .max, token: 3), from: socket)
    #expect(try kernel.answers(on: socket).map(\.error) == [0, 22])
    try kernel.send(
      Request(.init(rawValue: 9), mask: EventMask.exec.rawValue, token: 5), from: socket)
    kernel.happen(.exit(of: 5))
    #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: socket) }
  }

  @Test("Everybody hears the acknowledgements of everybody, numbered among the events")
  func multicastAcknowledgements() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let first = try kernel.joined()
    try kernel.send(Request(.listen, token: 1), from: first)
    kernel.happen(.exit(of: 5))
    let second = try kernel.joined()
    try kernel.send(Request(.listen, token: 9), from: second)
    let messages = try kernel.messages(on: first)
    #expect(messages.map(\.sequence) == [0, 1, 2])
    #expect(try kernel.answers(on: second).map(\.token) == [10])
  }

  @Test("A socket that has joined hears everything once anyone listens, and nothing before")
  func joinedHearsAll() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let silent = try kernel.joined()
    kernel.happen(.exit(of: 5))
    #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: silent) }
    let other = try kernel.joined()
    try kernel.send(Request(.listen, mask: EventMask.fork.rawValue, token: 1), from: other)
    kernel.happen(.exit(of: 6))
    #expect(try kernel.events(on: silent).map(\.processNumber) == [6])
  }

  @Test("IGNORE silences its sender alone since Linux 6.6, and may silence all before")
  func ignore() throws {
    for (profile, isHeard) in [(KernelProfile.linux6_6, true), (.linux6_1, false)] {
      var kernel = ScriptedKernel(profile)
      let staying = try kernel.joined()
      try kernel.send(Request(.listen, token: 1), from: staying)
      let leaving = try kernel.joined()
      try kernel.send(Request(.listen, token: 3), from: leaving)
      for token in 5...6 as ClosedRange<UInt32> {
        try kernel.send(Request(.ignore, token: token), from: leaving)
      }
      _ = try? kernel.receive(on: staying)
      _ = try? kernel.receive(on: leaving)
      kernel.happen(.exit(of: 5))
      #expect(try kernel.events(on: staying).count == (isHeard ? 1 : 0))
      #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: leaving) }
    }
  }

  @Test("A listening socket that is closed leaks its count, also when nobody is left")
  func leakedCount() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    try kernel.send(Request(.listen, token: 1), from: socket)
    kernel.close(socket)
    #expect(kernel.listenerCount == 1)
    let silent = try kernel.joined()
    kernel.happen(.exit(of: 5))
    #expect(try kernel.events(on: silent).count == 1)
    kernel.close(silent)
    kernel.happen(.exit(of: 6))
    #expect(kernel.listenerCount == 1)
  }

  @Test(
    "A refused operation makes an IGNORE count that was never counted up, and a LISTEN count twice")
  func miscounted() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    try kernel.send(Request(.ignore, token: 1), from: socket)
    #expect(kernel.listenerCount == 0)
    let other = try kernel.joined()
    for (operation, count) in [(9, 0), (2, -1), (2, -1), (1, 0), (1, 0), (9, 0), (1, 1), (2, 0)] {
      let request = Request(.init(rawValue: UInt32(operation)), token: 1)
      try kernel.send(request, from: other)
      #expect(kernel.listenerCount == count, "\(operation)")
    }
  }

  @Test("A socket that leaves the group and joins it again keeps its mask")
  func leaving() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    try kernel.send(Request(.listen, mask: EventMask.exit.rawValue, token: 1), from: socket)
    kernel.leave(socket)
    kernel.happen(.exit(of: 5))
    try kernel.join(socket)
    kernel.happen(.fork(of: 6))
    kernel.happen(.exit(of: 7))
    #expect(try kernel.events(on: socket).map(\.processNumber) == [7])
  }

  @Test("On demand an acknowledgement is missing, though what was asked for is done")
  func missingAcknowledgement() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    kernel.failingAcknowledgements = 2
    try kernel.send(Request(.init(rawValue: 9), token: 1), from: socket)
    #expect(kernel.failingAllocations == 0)
    try kernel.send(Request(.listen, token: 3), from: socket)
    #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: socket) }
    try kernel.send(Request(.listen, token: 5), from: socket)
    kernel.happen(.exit(of: 7))
    #expect(try kernel.messages(on: socket).map(\.sequence) == [1, 2])
  }

  @Test("An overflow is told once and drops everything until the socket has been emptied")
  func overflow() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    kernel.setReceiveBuffer(bytes: 2080, of: socket)  // room for five
    try kernel.send(Request(.listen, token: 1), from: socket)
    for id in 1...10 as ClosedRange<Int32> { kernel.happen(.exit(of: id)) }
    #expect(kernel.memory(of: socket).used == 5 * 832)
    #expect(kernel.memory(of: socket).drops == 6)
    #expect(throws: KernelRefusal.noBufferSpace) { try kernel.receive(on: socket) }
    #expect(try kernel.receive(on: socket, limit: 4).count == 4)
    kernel.happen(.exit(of: 11))
    #expect(kernel.memory(of: socket).drops == 7)
    #expect(try kernel.receive(on: socket).count == 1)
    kernel.happen(.exit(of: 12))
    #expect(try kernel.events(on: socket).map(\.processNumber) == [12])
  }

  @Test("What a mask or a filter withholds takes a number but no room")
  func withheld() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    try kernel.send(Request(.listen, mask: EventMask.exit.rawValue, token: 1), from: socket)
    kernel.happen(.exit(of: 1), cpu: 1)
    for id in 2...400 as ClosedRange<Int32> { kernel.happen(.fork(of: id), cpu: 1) }
    kernel.setFilter({ $0.count < 76 }, of: socket)
    kernel.happen(.exit(of: 5), cpu: 1)
    kernel.setFilter(nil, of: socket)
    kernel.happen(.exit(of: 6), cpu: 1)
    #expect(kernel.memory(of: socket).drops == 0)
    #expect(try kernel.events(on: socket).map(\.sequence) == [0, 401])
  }

  @Test("A message that could not be allocated takes its number and no drop count")
  func failingAllocations() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    try kernel.send(Request(.listen, token: 1), from: socket)
    kernel.failingAllocations = 2
    for id in 1...3 as ClosedRange<Int32> { kernel.happen(.exit(of: id)) }
    #expect(try kernel.messages(on: socket).map(\.sequence) == [0, 3])
    #expect(kernel.memory(of: socket).drops == 0)
  }

  @Test("Who may join, send and be answered")
  func owners() throws {
    for profile in [KernelProfile.linux6_6, .linux6_1] {
      var kernel = ScriptedKernel(profile)
      let isOld = profile == .linux6_1
      for owner in [SocketOwner.ordinaryUser, .childUserNamespace] {
        let socket = kernel.openSocket(owner)
        if isOld {
          #expect(throws: KernelRefusal.notPermitted) { try kernel.join(socket) }
        } else {
          try kernel.join(socket)
        }
      }
      let elsewhere = try kernel.joined(.childNetworkNamespace)
      #expect(throws: KernelRefusal.connectionRefused) {
        try kernel.send(Request(.listen, token: 1), from: elsewhere)
      }
      let contained = try kernel.joined(.childPIDNamespace)
      try kernel.send(Request(.listen, token: 1), from: contained)
      #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: contained) }
      let other = try kernel.joined()
      try kernel.send(Request(.listen, token: 1), from: other)
      kernel.happen(.exit(of: 7))
      #expect(try kernel.events(on: contained).count == 1)
      #expect(throws: KernelRefusal.wouldBlock) { try kernel.receive(on: elsewhere) }
    }
  }

  @Test("A forged datagram arrives with its sender's port")
  func forged() throws {
    var kernel = ScriptedKernel(.linux6_6)
    let socket = try kernel.joined()
    kernel.forge([1, 2, 3], fromPort: 77)
    kernel.forge([4], fromPort: 78, to: socket)
    #expect(try kernel.receive(on: socket).map(\.senderPort) == [77, 78])
  }
}

extension ScriptedKernel {
  fileprivate mutating func joined(_ owner: SocketOwner = .root) throws -> SocketID {
    let id = openSocket(owner)
    try join(id)
    return id
  }

  fileprivate mutating func send(_ request: ConnectorRequest, from id: SocketID) throws {
    try send(request.encoded().span, from: id)
  }

  fileprivate mutating func messages(on id: SocketID) throws -> [ConnectorMessage] {
    let datagrams: [ScriptedDatagram]
    do { datagrams = try receive(on: id) } catch .wouldBlock { return [] }
    return try datagrams.map { unsafe try ConnectorMessage(decoding: $0.bytes.span.bytes) }
  }

  fileprivate mutating func events(on id: SocketID) throws -> [ProcessEvent] {
    try messages(on: id).compactMap { if case .event(let event) = $0 { event } else { nil } }
  }

  fileprivate mutating func answers(on id: SocketID) throws -> [Acknowledgement] {
    try messages(on: id).compactMap {
      if case .acknowledgement(let answer) = $0 { answer } else { nil }
    }
  }
}

extension ConnectorMessage {
  fileprivate var sequence: UInt32 {
    switch self {
    case .event(let event): event.sequence
    case .acknowledgement(let answer): answer.sequence
    }
  }
}
