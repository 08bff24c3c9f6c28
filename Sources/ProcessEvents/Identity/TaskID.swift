/// A thread together with the process that it belongs to.
public struct TaskID: Hashable, Sendable {
  /// The thread.
  public var thread: ThreadID
  /// The process that it belongs to.
  public var process: ProcessID

  /// Takes both ids.
  @inlinable public init(thread: ThreadID, process: ProcessID) {
    self.thread = thread
    self.process = process
  }

  /// The first thread of a process, whose id is the process's.
  @inlinable public init(leaderOf process: ProcessID) {
    self.init(thread: ThreadID(process.rawValue), process: process)
  }

  /// Whether this is the process's first thread.
  @inlinable public var isLeader: Bool { thread.rawValue == process.rawValue }
}
