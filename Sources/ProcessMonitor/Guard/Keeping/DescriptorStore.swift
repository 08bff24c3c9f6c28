package import KernelInterface

/// Where descriptors are kept that outlive the daemon: they come back to its successor.
///
/// Only copies are kept; the daemon closes its own as ever.
package protocol DescriptorStore: Sendable {
  /// How many it can keep.
  var capacity: Int { get }

  /// Keeps a copy under a name of letters, digits, `-` and `.`, at most 32.
  func keep(_ descriptor: Int32, as name: String) throws(SystemCallError)

  /// Closes what is kept under a name.
  func drop(_ name: String) throws(SystemCallError)
}

/// A descriptor that a predecessor left. Who takes it closes it.
package struct KeptDescriptor: Hashable, Sendable {
  package var name: String
  package var rawDescriptor: Int32

  package init(name: String, rawDescriptor: Int32) {
    self.name = name
    self.rawDescriptor = rawDescriptor
  }
}
