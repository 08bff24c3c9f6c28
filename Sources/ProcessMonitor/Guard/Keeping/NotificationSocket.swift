internal import KernelInterface

/// Where systemd takes messages: `NOTIFY_SOCKET` of sd_notify(3).
final class NotificationSocket: Sendable {
  private let path: String
  private let descriptor: OwnedDescriptor

  /// - Returns: nil where the path is none.
  init?(path: String?) throws(SystemCallError) {
    guard let path, path.hasPrefix("/") || path.hasPrefix("@") else { return nil }
    self.path = path
    descriptor = try DescriptorPassing.datagramSocket()
  }

  func send(_ state: String, with descriptors: [Int32] = []) throws(SystemCallError) {
    try DescriptorPassing.send(
      state, with: descriptors, through: descriptor.rawValue, to: path)
  }
}
