package import ConnectorHub
package import KernelInterface

/// A PID namespace that is held, so that its number means no other one meanwhile.
package final class HeldNamespace: Sendable {
  package let namespace: PIDNamespace
  let descriptor: NamespaceDescriptor

  init(_ descriptor: consuming NamespaceDescriptor) {
    namespace = PIDNamespace(rawValue: descriptor.inode)
    self.descriptor = descriptor
  }

  /// The one that a process is in.
  package convenience init(of process: Int32) throws(SystemCallError) {
    self.init(try NamespaceDescriptor(pidNamespaceOf: process))
  }

  package var isInitial: Bool {
    namespace.rawValue == NamespaceDescriptor.initialPIDNamespace
  }

  /// The user who made the user namespace that it belongs to; 0 where root has made it without one.
  package func owner() throws(SystemCallError) -> UInt32 { try descriptor.ownerUser() }
}
