internal import CLinux

/// A namespace held open. As long as it is, its inode means no other one.
package struct NamespaceDescriptor: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor
  /// What tells it from all others of this boot that are there at the same time.
  package let inode: UInt64

  private init(_ descriptor: consuming OwnedDescriptor) throws(SystemCallError) {
    var facts = stat()
    let raw = descriptor.rawValue
    try systemCall("fstat") { unsafe fstat(raw, &facts) }
    self.descriptor = descriptor
    inode = UInt64(facts.st_ino)
  }

  /// The PID namespace that a process is in, which nothing can change.
  ///
  /// - Throws: `ENOENT` or `ESRCH` where it is gone, `EACCES` without CAP_SYS_PTRACE where it is another user's.
  package init(pidNamespaceOf process: Int32) throws(SystemCallError) {
    try self.init(try OwnedDescriptor.open("/proc/\(process)/ns/pid"))
  }

  /// The PID namespace that a process would have its children in.
  ///
  /// - Throws: `ENOENT` also where it is new and nothing lives in it yet.
  package init(pidNamespaceForChildrenOf process: Int32) throws(SystemCallError) {
    try self.init(try OwnedDescriptor.open("/proc/\(process)/ns/pid_for_children"))
  }

  /// The PID namespace that this process is in, also where `/proc` has other numbers.
  package static func ownPIDNamespace() throws(SystemCallError) -> NamespaceDescriptor {
    try NamespaceDescriptor(try OwnedDescriptor.open("/proc/self/ns/pid"))
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// The namespace that it is in; nil for the initial one, and the topmost that this process may know.
  package borrowing func parent() throws(SystemCallError) -> NamespaceDescriptor? {
    let raw = rawDescriptor
    do {
      return try NamespaceDescriptor(
        OwnedDescriptor(
          owning: try systemCall("ioctl NS_GET_PARENT") { clinux_namespace_parent(raw) }))
    } catch  where error.errno == .notPermitted {
      return nil
    }
  }

  /// The user who made the user namespace that it belongs to, by this process's numbers.
  package borrowing func ownerUser() throws(SystemCallError) -> UInt32 {
    let raw = rawDescriptor
    let users = OwnedDescriptor(
      owning: try systemCall("ioctl NS_GET_USERNS") { clinux_namespace_user_namespace(raw) })
    let descriptor = users.rawValue
    var user: uid_t = 0
    try systemCall("ioctl NS_GET_OWNER_UID") { unsafe clinux_namespace_owner(descriptor, &user) }
    return user
  }

  /// C: `PROC_PID_INIT_INO`, `include/linux/proc_ns.h`
  package static let initialPIDNamespace: UInt64 = 0xEFFF_FFFC

  /// C: `PROC_USER_INIT_INO`, `include/linux/proc_ns.h`
  package static let initialUserNamespace: UInt64 = 0xEFFF_FFFD
}
