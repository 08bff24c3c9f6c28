internal import CLinux

/// The options of a Unix socket that say who is at its other end; unix(7).
///
/// The kernel noted it when the connection was made, so that nobody can become another afterwards.
package enum PeerOption {
  /// C: `SOL_SOCKET`
  package static let level = Int(SOL_SOCKET)
  /// Its value is a ``PeerRecord``. C: `SO_PEERCRED`
  package static let credentials = Int(SO_PEERCRED)
  /// Its value is the supplementary groups, 4 bytes each; Linux 4.13. C: `SO_PEERGROUPS`
  package static let groups = Int(clinux_peer_groups)
}

/// C: `struct ucred` of `<sys/socket.h>`, which is hidden by feature tests.
package struct PeerRecord: Hashable, Sendable, BitwiseCopyable {
  package var process: Int32
  package var user: UInt32
  package var group: UInt32
}
