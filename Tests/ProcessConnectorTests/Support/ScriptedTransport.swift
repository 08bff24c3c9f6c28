import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import Synchronization
import TestSupport

/// A client's end of a scripted machine; remembers what was asked of it and can be made to fail.
final class ScriptedTransport: ConnectorTransport {
  /// What the client does to its socket, one after the other.
  enum Call: Hashable {
    case setReceiveBuffer, join, attachFilter, detachFilter, memory
    case send(ConnectorRequest)

    @Sendable static func isAny(_: Call) -> Bool { true }

    @Sendable static func isJoin(_ call: Call) -> Bool { call == .join }

    @Sendable static func isSend(_ call: Call) -> Bool {
      if case .send = call { true } else { false }
    }
  }

  private struct Record {
    var calls: [Call] = []
    var failures: [(isDue: @Sendable (Call) -> Bool, error: SystemCallError)] = []
    var beforeCalls: [(isDue: @Sendable (Call) -> Bool, body: @Sendable () -> Void)] = []
    var afterCalls: [(isDue: @Sendable (Call) -> Bool, body: @Sendable () -> Void)] = []
  }

  let machine: ScriptedMachine
  let socket: ScriptedKernel.SocketID
  private let slab: ReceiveSlab
  /// What is received into while it has room.
  private let ring: ReceiveRing?
  private let record = Mutex(Record())

  init(
    _ machine: ScriptedMachine, owner: SocketOwner = .root, capacity: Int = 64,
    ring: ReceiveRing? = nil
  ) {
    self.machine = machine
    self.ring = ring
    socket = machine.perform { $0.openSocket(owner) }
    slab = ReceiveSlab(capacity: capacity, slotSize: 128)
  }

  /// Another process's end of a transport's socket.
  init(sharing other: ScriptedTransport, ring: ReceiveRing?) {
    machine = other.machine
    socket = other.socket
    self.ring = ring
    slab = ReceiveSlab(capacity: other.slab.capacity, slotSize: 128)
  }

  /// Makes calls fail from now on.
  func fail(
    with error: SystemCallError, when isDue: @escaping @Sendable (Call) -> Bool
  ) {
    record.withLock { $0.failures.append((isDue, error)) }
  }

  /// Lets something happen right before a call is done.
  func before(
    _ isDue: @escaping @Sendable (Call) -> Bool, _ body: @escaping @Sendable () -> Void
  ) {
    record.withLock { $0.beforeCalls.append((isDue, body)) }
  }

  /// Lets something happen right after a call has been done.
  func after(
    _ isDue: @escaping @Sendable (Call) -> Bool, _ body: @escaping @Sendable () -> Void
  ) {
    record.withLock { $0.afterCalls.append((isDue, body)) }
  }

  var calls: [Call] { record.withLock { $0.calls } }

  var requests: [ConnectorRequest] {
    calls.compactMap { if case .send(let request) = $0 { request } else { nil } }
  }

  var ignoreCount: Int { requests.count { $0.operation == .ignore } }

  // MARK: ConnectorTransport

  var rawDescriptor: Int32 { -1 }

  var capacity: Int { slab.capacity }

  var room: Int {
    guard let ring, ring.room > 0 else { return slab.capacity }
    return min(ring.room, slab.capacity)
  }

  func takeLeftOvers() -> ReceivedDatagrams? { ring?.takeLeftOvers(limit: slab.capacity) }

  func join() throws(SystemCallError) {
    try perform(.join, called: "bind") { kernel throws(KernelRefusal) in try kernel.join(socket) }
  }

  func send(_ request: ConnectorRequest) throws(SystemCallError) {
    try perform(.send(request), called: "send") { kernel throws(KernelRefusal) in
      try kernel.send(request.encoded().span, from: socket)
    }
  }

  func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    let interpreter = ClassicBPFInterpreter(program)
    try perform(.attachFilter, called: "setsockopt SO_ATTACH_FILTER") { kernel in
      // A program that no kernel would take stops the test.
      kernel.setFilter({ try! interpreter.run(on: $0) > 0 }, of: socket)
    }
  }

  func detachFilter() throws(SystemCallError) {
    try perform(.detachFilter, called: "setsockopt SO_DETACH_FILTER") { kernel in
      kernel.setFilter(nil, of: socket)
    }
  }

  func setReceiveBuffer(_ size: ReceiveBuffer) throws(SystemCallError) {
    try perform(.setReceiveBuffer, called: "setsockopt SO_RCVBUF") { kernel in
      kernel.setReceiveBuffer(bytes: UInt32(size.bytes), of: socket)
    }
  }

  func memory() throws(SystemCallError) -> SocketMemory {
    let memory = try perform(.memory, called: "getsockopt SO_MEMINFO") { kernel in
      kernel.memory(of: socket)
    }
    return SocketMemory(used: memory.used, limit: memory.limit, drops: memory.drops)
  }

  func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams {
    let datagrams: [ScriptedDatagram]
    do throws(KernelRefusal) {
      datagrams = try machine.perform { kernel throws(KernelRefusal) in
        try kernel.receive(on: socket, limit: limit)
      }
    } catch {
      throw SystemCallError("recvmmsg", Errno(rawValue: error.rawValue))
    }
    if let ring {
      if ring.room > 0, let first = datagrams.first {
        precondition(datagrams.allSatisfy { $0.senderPort == first.senderPort })
        return ring.place(
          datagrams.map(\.bytes), from: first.senderPort, returns: true)!
      }
      ring.beginDetour()
    }
    for (index, datagram) in datagrams.enumerated() {
      slab.place(datagram.bytes.span, from: datagram.senderPort, at: index)
    }
    return slab.received(datagrams.count)
  }

  private func perform<Result: Sendable>(
    _ call: Call, called name: String,
    _ body: (inout ScriptedKernel) throws(KernelRefusal) -> Result
  ) throws(SystemCallError) -> Result {
    let (failures, beforeCalls, afterCalls) = record.withLock { record in
      record.calls.append(call)
      return (record.failures, record.beforeCalls, record.afterCalls)
    }
    for beforeCall in beforeCalls where beforeCall.isDue(call) { beforeCall.body() }
    // What is asked here may itself ask for the calls so far.
    let error = failures.first { $0.isDue(call) }?.error
    let followUps = afterCalls.filter { $0.isDue(call) }.map(\.body)
    if let error { throw error }
    let result: Result
    do throws(KernelRefusal) {
      result = try machine.perform(body)
    } catch {
      throw SystemCallError(name, Errno(rawValue: error.rawValue))
    }
    for followUp in followUps { followUp() }
    return result
  }
}
