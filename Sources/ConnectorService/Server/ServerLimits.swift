/// What a server takes at most.
package struct ServerLimits: Hashable, Sendable {
  /// Clients at the same time; root gets a few more, so that others cannot keep it out.
  package var clients = 2048
  /// Clients of one user but root.
  package var clientsPerUser = 512
  /// Datagrams that may wait for one client, besides those in the kernel's buffer of its socket.
  package var queue = 8192

  package init() {}

  /// Places for root alone.
  package static let reserved = 16

  /// Bytes of a socket's buffer, which the kernel doubles; a datagram takes 768 of them, so 170 wait there.
  static let sendBuffer: Int32 = 64 << 10
}

/// What has come and gone through a server since it was made, where nothing else is said.
package struct ServerCounters: Hashable, Sendable {
  /// Clients now.
  package var clients = 0
  /// Connections that were let in.
  package var accepted: UInt64 = 0
  /// Connections that were closed at once: too many, or nobody knows whose.
  package var refused: UInt64 = 0
  /// Datagrams that were given to clients' sockets.
  package var delivered: UInt64 = 0
  /// Datagrams that clients have lost, those that the kernel lost before included.
  package var lost: UInt64 = 0
  package var requests: UInt64 = 0
  /// Datagrams of clients that were no requests.
  package var malformed: UInt64 = 0

  package init() {}
}
