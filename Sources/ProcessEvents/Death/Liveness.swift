/// A question of the tracker: is any thread of this process alive?
public struct LivenessCheck: Hashable, Sendable {
  /// The process to look at.
  public var process: ProcessID
  /// When the last thread that we heard of ended; a process that began later is another one.
  public var lastExit: KernelInstant
  /// Whether it had more than one thread, so that its status is better asked for than inferred.
  public var isMultithreaded: Bool
}

/// The answer to a ``LivenessCheck``.
public enum Liveness: Hashable, Sendable {
  /// A thread lives; whoever answers will say when the last has ended. The moment is one before the
  /// look: a thread that ended after it may not have said so yet.
  case alive(at: KernelInstant)
  /// No thread lives; with the true status where it can be had. The moment is one after the look.
  case gone(at: KernelInstant, status: ExitStatus?)
  /// It could not be found out; the end of the first thread is then taken for the process's.
  case unknown(at: KernelInstant)
}
