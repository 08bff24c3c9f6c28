internal import CLinux

// Who is at the other end, as the kernel noted it when the connection was made; see `PeerOption`.
extension PacketSocket {
  /// C: `SO_PEERCRED`
  package borrowing func peer() throws(SystemCallError) -> PeerRecord {
    var record = PeerRecord(process: 0, user: .max, group: .max)
    var length = socklen_t(MemoryLayout<PeerRecord>.size)
    let raw = rawDescriptor
    try systemCall("getsockopt SO_PEERCRED") {
      unsafe getsockopt(raw, SOL_SOCKET, SO_PEERCRED, &record, &length)
    }
    return record
  }

  /// Supplementary groups. C: `SO_PEERGROUPS`, Linux 4.13
  package borrowing func peerGroups() throws(SystemCallError) -> [UInt32] {
    let raw = rawDescriptor
    // C: `NGROUPS_MAX`
    for capacity in [64, 65_536] {
      var groups = [UInt32](repeating: 0, count: capacity)
      var length = socklen_t(capacity * 4)
      let result = unsafe getsockopt(raw, SOL_SOCKET, clinux_peer_groups, &groups, &length)
      if result == 0 { return Array(groups.prefix(Int(length) / 4)) }
      if Errno.last.rawValue != ERANGE { break }
    }
    throw SystemCallError("getsockopt SO_PEERGROUPS")
  }

  /// The process that has connected, held by descriptor. Before Linux 6.5 it is found by its id, which may have become
  /// another's since.
  ///
  /// - Throws: `ESRCH` or `EINVAL` where it is gone, or cannot be seen from here. C: `SO_PEERPIDFD`
  package borrowing func peerProcess() throws(SystemCallError) -> PidDescriptor {
    var descriptor: Int32 = -1
    var length = socklen_t(MemoryLayout<Int32>.size)
    let raw = rawDescriptor
    do {
      try systemCall("getsockopt SO_PEERPIDFD") {
        unsafe getsockopt(raw, SOL_SOCKET, clinux_peer_process, &descriptor, &length)
      }
      return PidDescriptor(owning: OwnedDescriptor(owning: descriptor))
    } catch {
      guard error.errno.rawValue == ENOPROTOOPT else { throw error }
    }
    return try PidDescriptor(process: try peer().process)
  }
}
