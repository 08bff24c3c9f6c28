package import ConnectorHub

/// Of which processes a client may hear, by who it is.
///
/// Root and a group of the administrator's choice hear of everything, others of their own user's processes. Within a child
/// PID namespace that is all by its numbers, and only of what is in it; who owns it hears of all that is in it.
package struct AccessRule: Hashable, Sendable {
  /// The group whose users may hear of everything; nil is none.
  package var group: UInt32?

  package init(group: UInt32? = nil) { self.group = group }

  /// - Returns: nil where he may hear of nothing.
  package func policy(for peer: Peer) -> Policy? {
    // What the kernel says where it knows no user: (uid_t)-1.
    guard peer.user != .max, peer.namespace.rawValue != 0 else { return nil }
    if peer.namespace == .initial {
      let mayHearAll = peer.user == 0 || group.map { peer.groups.contains($0) } ?? false
      return mayHearAll ? .everything : Policy(.user(peer.user))
    }
    if peer.user == 0 || peer.user == peer.namespaceOwner { return .inside(peer.namespace) }
    return Policy(.user(peer.user), numbers: peer.namespace)
  }
}
