internal import ProcessMonitor

/// What of the configuration the service holds to; a reload exchanges it.
struct ServiceSettings: Sendable {
  var limits: MonitorLimits
  /// The group whose users may do all.
  var privilegedGroup: UInt32?
  /// The daemon's own user.
  var ownUser: UInt32
  /// Nil where the defaults are in force for want of a file.
  var configurationPath: String?
  /// Nanoseconds since 1970.
  var loadTime: UInt64

  /// Root, the daemon's own user and those of one group may do all.
  func isPrivileged(_ peer: PeerCredentials) -> Bool {
    if peer.user == 0 || peer.user == ownUser { return true }
    guard let privilegedGroup else { return false }
    return peer.group == privilegedGroup || peer.groups.contains(privilegedGroup)
  }

  func requester(_ peer: PeerCredentials) -> Requester {
    Requester(user: peer.user, process: peer.process, isPrivileged: isPrivileged(peer))
  }
}
