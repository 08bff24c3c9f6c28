package import KernelInterface

/// systemd's descriptor store: `FDSTORE=1` of sd_notify(3), with `FileDescriptorStoreMax=` in the unit.
///
/// Descriptors come back as `LISTEN_FDS`, sd_listen_fds(3). They stay through `systemctl restart`, and through
/// a stop only with `FileDescriptorStorePreserve=yes`.
package struct SystemdDescriptorStore: DescriptorStore {
  private let socket: NotificationSocket

  /// All names come back in one variable, of which the kernel takes 128 KiB: `MAX_ARG_STRLEN`. A name of 32 bytes
  /// and its colon leave room for these.
  package let capacity = 3_900

  /// - Parameter path: `NOTIFY_SOCKET`; nil where the daemon was not started by systemd.
  /// - Returns: nil where there is no such path.
  package init?(path: String? = HostFacts.environment("NOTIFY_SOCKET")) throws(SystemCallError) {
    guard let socket = try NotificationSocket(path: path) else { return nil }
    self.socket = socket
  }

  package func keep(_ descriptor: Int32, as name: String) throws(SystemCallError) {
    // Without FDPOLL=0 systemd closes what hangs up, as the descriptor of a process does when it ends.
    try socket.send("FDSTORE=1\nFDPOLL=0\nFDNAME=\(name)", with: [descriptor])
  }

  package func drop(_ name: String) throws(SystemCallError) {
    try socket.send("FDSTOREREMOVE=1\nFDNAME=\(name)")
  }

  /// What systemd has kept for this process, numbered from 3. To be asked once: who asks owns them.
  ///
  /// - Parameter environment: looks a variable up.
  package static func kept(
    environment: (String) -> String? = HostFacts.environment,
    process: Int32 = HostFacts.processID
  ) -> [KeptDescriptor] {
    // Those of a parent's are not meant.
    guard environment("LISTEN_PID").flatMap({ Int32($0) }) == process,
      let count = environment("LISTEN_FDS").flatMap({ Int32($0) }), count > 0, count < 1_000_000
    else { return [] }
    let names = (environment("LISTEN_FDNAMES") ?? "")
      .split(separator: ":", omittingEmptySubsequences: false)
    return (0..<count).map { index in
      let descriptor = 3 + index
      DescriptorPassing.closeOnExec(descriptor)
      let name = Int(index) < names.count ? String(names[Int(index)]) : "unknown"
      return KeptDescriptor(name: name, rawDescriptor: descriptor)
    }
  }
}
