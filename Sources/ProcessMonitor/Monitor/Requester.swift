/// Who asks the monitor for something, as the kernel knows him.
public struct Requester: Hashable, Sendable {
  public var user: UInt32
  /// The process that asks; 0 where it is not known.
  public var process: Int32
  /// Whether he may see and do all, not only what is his own.
  public var isPrivileged: Bool

  public init(user: UInt32, process: Int32, isPrivileged: Bool) {
    self.user = user
    self.process = process
    self.isPrivileged = isPrivileged
  }

  func maySee(_ owner: UInt32?) -> Bool { isPrivileged || owner == user }
}
