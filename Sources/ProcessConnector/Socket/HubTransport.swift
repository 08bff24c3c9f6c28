package import ConnectorProtocol
package import KernelInterface
package import ProcessEvents

/// A hub's connector at the end of its Unix socket: the kernel's protocol with these differences.
///
/// - An answer comes a moment after the request, in order with the events.
/// - The hub keeps what waits, so that the buffer's size is its own affair; what it loses it tells at its place by an
///   ``ConnectorOverrun``. Here that becomes what a netlink socket would do: a receive that fails with ENOBUFS, and a
///   higher drop count.
/// - Only the hub can send to a connected socket, so that everything counts as sent by port 0.
///
/// For one thread at a time.
package final class HubTransport: ConnectorTransport, @unchecked Sendable {
  package let source: ConnectorSource
  private let path: String
  private let socket: PacketSocket
  private let patience: UInt64
  private var inbox = HubInbox()

  /// When an answer to what was sent last is not waited for any more, on `CLOCK_MONOTONIC`.
  private var deadline: UInt64 = 0
  /// Losses told so far; wraps around.
  private var drops: UInt32 = 0

  /// How long an answer is waited for, in nanoseconds.
  package static let usualPatience: UInt64 = 5_000_000_000

  package init(
    _ path: String, patience: UInt64 = HubTransport.usualPatience
  ) throws(SystemCallError) {
    self.path = path
    self.patience = patience
    source = .hub(path: path)
    socket = try PacketSocket(connectingTo: path, patience: patience)
  }

  package static func open(_ path: String) throws(ConnectorError) -> HubTransport {
    do { return try HubTransport(path) } catch {
      throw ConnectorError(connecting: error, to: path)
    }
  }

  package var rawDescriptor: Int32 { socket.rawDescriptor }

  package var capacity: Int { inbox.capacity }

  /// It hears nothing until it asks.
  package func join() {}

  package func send(_ request: ConnectorRequest) throws(SystemCallError) {
    try socket.send(request.encoded().span)
    deadline = Clocks.monotonic &+ patience
  }

  /// Asks for everything before: that is acknowledged, and from then on nothing is missing, whenever the hub turns to
  /// the narrower mask. What is too much the socket filter withholds.
  package func setMask(_ mask: EventMask, token: UInt32) throws(SystemCallError) {
    let end = Clocks.monotonic &+ patience
    inbox.keep()
    try ask(for: mask, token: token)
    while Clocks.monotonic < end {
      do {
        switch try inbox.search(for: token, from: socket.rawDescriptor) {
        case .answer: return
        case .loss: try ask(for: mask, token: token)
        case .nothing: break
        }
      } catch  where error.errno == .wouldBlock {
        guard try waitForAnswer() else { break }
      }
    }
    throw SystemCallError("listen", .timedOut)
  }

  private func ask(for mask: EventMask, token: UInt32) throws(SystemCallError) {
    try send(ConnectorRequest(.listen, mask: EventMask.all.rawValue, token: token))
    if mask != .all { try send(ConnectorRequest(.listen, mask: mask.rawValue, token: token)) }
  }

  package func waitForAnswer() throws(SystemCallError) -> Bool {
    let now = Clocks.monotonic
    guard now < deadline else { return false }
    return try pollReadable(socket.rawDescriptor, timeout: deadline - now).contains(.first)
  }

  package func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    try socket.attachFilter(SocketFilterProgram.admittingReports + program)
  }

  package func detachFilter() throws(SystemCallError) { try socket.detachFilter() }

  package func setReceiveBuffer(_ size: ReceiveBuffer) {}

  /// The size is 0, since the hub keeps what waits. What is used is what this end holds of it.
  package func memory() throws(SystemCallError) -> SocketMemory {
    // Of a loss that has just been told nothing waits before it.
    SocketMemory(used: inbox.isAtLoss ? 0 : try socket.waitingBytes(), limit: 0, drops: drops)
  }

  package func receive(limit: Int) throws(SystemCallError) -> ReceivedDatagrams {
    try inbox.take(limit: limit, from: socket.rawDescriptor, drops: &drops)
  }

  package var hasMore: Bool { inbox.mayHaveMore }

  package func describe(
    _ failure: SystemCallError, in environment: () -> HostEnvironment
  ) -> ConnectorError {
    let problem: ConnectorError.HubProblem? =
      switch failure.errno {
      case .connectionReset, .brokenPipe: inbox.hasReceived ? .ended : .full
      case .timedOut, .wouldBlock: .silent
      default: nil
      }
    guard let problem else { return ConnectorError(failure, in: environment()) }
    return ConnectorError(
      .hub(problem, path: path), operation: failure.call, errno: failure.errno.rawValue)
  }

  package func describeSilence(in environment: () -> HostEnvironment) -> ConnectorError {
    ConnectorError(.hub(.silent, path: path), operation: "listen")
  }
}

extension ConnectorError {
  /// The cause behind a connection to a hub that failed.
  fileprivate init(connecting failure: SystemCallError, to path: String) {
    let cause: Cause =
      switch failure.errno {
      case .noSuchFile, .notADirectory: .hub(.missing, path: path)
      case .connectionRefused: .hub(.abandoned, path: path)
      case .accessDenied, .notPermitted: .hub(.notPermitted, path: path)
      case .wrongSocketType, .nameTooLong: .hub(.foreign, path: path)
      case .wouldBlock: .hub(.silent, path: path)
      default: .system(failure.errno.description)
      }
    self.init(cause, operation: failure.call, errno: failure.errno.rawValue)
  }
}
