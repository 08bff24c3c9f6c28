internal import ConnectorProtocol
internal import ProcessEvents

/// A listener: what it asked for, what waits for it, and what it has lost.
struct Listener: Sendable {
  /// The last operation that it asked for, with its mask.
  ///
  /// C: `struct proc_input` in `sk_user_data`; absent until the first request.
  struct Subscription: Hashable, Sendable {
    var operation: ConnectorRequest.Operation
    var mask: EventMask
  }

  var policy: Policy
  var isJoined = false
  var subscription: Subscription?
  var filter: Filter?
  var socketFilter: ConnectorHub.SocketFilter?

  var bufferBytes: UInt32
  /// Datagrams that may wait.
  var room: Int
  var backlog = Backlog()

  /// The group that it is in, its place there, and its place among those to be woken; negative is none.
  var group: Int32 = -1
  var memberIndex: Int32 = -1
  var armedIndex: Int32 = -1
  /// Whether it is to be woken by what comes next.
  var isArmed = true

  /// In the group's log: the next datagram to read; while it is congested, up to where its losses are counted.
  var position: UInt64 = 0
  /// Whether it takes nothing until it has been emptied. C: `NETLINK_S_CONGESTED`
  var isCongested = false
  /// Whether a loss is to be told. C: `sk_err`
  var hasError = false

  var lost: UInt64 = 0
  var read: UInt64 = 0
  var requests: UInt64 = 0

  /// Which of the listeners that have stood here it is.
  let generation: UInt32
  let isOpen: Bool

  init(policy: Policy, bufferBytes: UInt32, room: Int, generation: UInt32) {
    self.generation = generation
    isOpen = true
    self.policy = policy
    self.bufferBytes = bufferBytes
    self.room = room
  }

  /// None, after one that was closed.
  init(generation: UInt32 = 0) {
    self.generation = generation
    isOpen = false
    policy = .everything
    bufferBytes = 0
    room = 0
  }
}
