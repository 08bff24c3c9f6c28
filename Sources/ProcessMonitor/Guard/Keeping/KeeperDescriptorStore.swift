package import KernelInterface

/// The daemon's end of its own ``DescriptorKeeper``.
package struct KeeperDescriptorStore: DescriptorStore {
  private let socket: Socket

  private final class Socket: Sendable {
    let descriptor: OwnedDescriptor
    init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }
  }

  package let capacity: Int

  init(socket: Int32, capacity: Int) {
    self.socket = Socket(OwnedDescriptor(owning: socket))
    self.capacity = capacity
  }

  package func keep(_ descriptor: Int32, as name: String) throws(SystemCallError) {
    try DescriptorPassing.send(
      KeeperMessage.keep(name).text, with: [descriptor], through: socket.descriptor.rawValue)
  }

  package func drop(_ name: String) throws(SystemCallError) {
    try DescriptorPassing.send(
      KeeperMessage.drop(name).text, through: socket.descriptor.rawValue)
  }

  /// Tells the keeper that the start has succeeded: from now on the daemon is started anew where it fails.
  package func tellReady() throws(SystemCallError) {
    try DescriptorPassing.send(
      KeeperMessage.ready.text, through: socket.descriptor.rawValue)
  }

  /// Takes what the keeper has kept; it says so at once after a start.
  func receiveKept() throws(SystemCallError) -> [KeptDescriptor] {
    var kept: [KeptDescriptor] = []
    while let message = try DescriptorPassing.receive(
      from: socket.descriptor.rawValue, waits: true)
    {
      switch KeeperMessage(message.text) {
      case .end: return kept
      case .keep(let name):
        kept += message.descriptors.map { KeptDescriptor(name: name, rawDescriptor: $0) }
      default: for descriptor in message.descriptors { _ = OwnedDescriptor(owning: descriptor) }
      }
    }
    return kept
  }
}
