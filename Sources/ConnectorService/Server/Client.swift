internal import ConnectorHub
internal import KernelInterface

/// A client: the server's end of its connection, and what of its listener is not the hub's to know.
final class Client {
  let socket: PacketSocket
  let listener: ListenerID
  let user: UInt32
  let policy: Policy
  /// The PID namespace that it is in.
  let namespace: HeldNamespace
  let token: UInt64
  var marks = LossMarks()
  /// Whether there was no room in its socket.
  var isBlocked = false
  /// Whether it is among those to be served.
  var isQueued = false
  /// Whether its requests have to wait until enough is known of processes.
  var isHeld = false

  init(
    _ socket: consuming PacketSocket, _ listener: ListenerID, user: UInt32, policy: Policy,
    namespace: HeldNamespace, token: UInt64
  ) {
    self.socket = socket
    self.listener = listener
    self.user = user
    self.policy = policy
    self.namespace = namespace
    self.token = token
  }

  /// What its socket is to be watched for. Its going away always tells.
  var readiness: Epoll.Readiness {
    var readiness: Epoll.Readiness = .noMoreInput
    if !isHeld { readiness.insert(.input) }
    if isBlocked { readiness.insert(.output) }
    return readiness
  }
}
