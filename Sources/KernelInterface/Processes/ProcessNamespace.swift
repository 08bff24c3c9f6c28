internal import CLinux

/// A namespace of process ids: pid_namespaces(7).
package struct ProcessNamespace: Hashable, Sendable {
  /// The inode by which `/proc/PID/ns/pid` names it.
  package var inode: UInt64
  /// The owner of the user namespace that it belongs to, who may do all in it; nil where that cannot be found out.
  package var owner: UInt32?

  /// The one that all others are below. C: `PROC_PID_INIT_INO`, include/linux/proc_ns.h
  package static let initialInode: UInt64 = 0xEFFF_FFFC

  /// The one that a process is in. Takes the rights to trace it.
  package init(of process: Int32) throws(SystemCallError) {
    let file = try OwnedDescriptor.open("/proc/\(process)/ns/pid")
    let raw = file.rawValue
    var status = stat()
    try systemCall("fstat") { unsafe fstat(raw, &status) }
    inode = UInt64(status.st_ino)
    var owner: uid_t = 0
    self.owner = unsafe clinux_namespace_owner(raw, &owner) == 0 ? owner : nil
  }
}
