/// The end of a process: one for each, however many threads it had.
public struct ProcessDeath: Hashable, Sendable {
  /// The process that ended.
  public var process: ProcessID
  /// Its parent; 0 where that is not known, as only the end of its first thread tells it.
  public var parent: ProcessID
  /// The status that the parent gets from `wait(2)`.
  public var status: ExitStatus
  /// When the last of its threads that we heard of ended.
  public var time: KernelInstant
  /// The CPU on which that thread ended.
  public var cpu: UInt32

  /// Makes a death of its parts.
  @inlinable
  public init(
    process: ProcessID, parent: ProcessID, status: ExitStatus, time: KernelInstant, cpu: UInt32
  ) {
    self.process = process
    self.parent = parent
    self.status = status
    self.time = time
    self.cpu = cpu
  }
}
