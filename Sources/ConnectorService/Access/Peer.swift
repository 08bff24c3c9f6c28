package import ConnectorHub
internal import KernelInterface

/// Who is at the other end of a connection, as the kernel knows it.
package struct Peer: Hashable, Sendable {
  /// His effective user, as the initial user namespace numbers it.
  package var user: UInt32
  /// His group and his supplementary groups.
  package var groups: Set<UInt32>
  /// The PID namespace that he is in.
  package var namespace: PIDNamespace
  /// The owner of the user namespace that it belongs to; nil where that is not known.
  package var namespaceOwner: UInt32?

  package init(
    user: UInt32, groups: Set<UInt32> = [], namespace: PIDNamespace = .initial,
    namespaceOwner: UInt32? = 0
  ) {
    self.user = user
    self.groups = groups
    self.namespace = namespace
    self.namespaceOwner = namespaceOwner
  }

  /// Who has connected, and a hold on his namespace.
  ///
  /// - Throws: where his process is gone by now, or cannot be looked at: its namespace decides by which numbers he may hear.
  static func read(
    from socket: borrowing PacketSocket
  ) throws(SystemCallError) -> (peer: Peer, namespace: HeldNamespace) {
    let record = try socket.peer()
    let process = try socket.peerProcess()
    guard let id = process.id else { throw SystemCallError("pidfd", .noSuchProcess) }
    let namespace = try HeldNamespace(of: id)
    // As long as it lives, nobody else has its id.
    if try process.hasEnded { throw SystemCallError("pidfd", .noSuchProcess) }
    let peer = Peer(
      user: record.user, groups: Set((try? socket.peerGroups()) ?? []).union([record.group]),
      namespace: namespace.namespace, namespaceOwner: try? namespace.owner())
    return (peer, namespace)
  }
}

extension PIDNamespace {
  /// The one that all others are below.
  package static let initial = PIDNamespace(rawValue: NamespaceDescriptor.initialPIDNamespace)
}
