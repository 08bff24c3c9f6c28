/// What is to be done when a guarded process has died.
public enum CleanupAction: Hashable, Sendable, Codable {
  /// Runs a program: its path and arguments, no shell.
  case command([String])
  /// Removes files, sockets and the like whose paths match a pattern.
  ///
  /// `{pid}` and `{token}` stand for the dead process's; the pattern is absolute.
  case removeFiles(pattern: String)
  /// Removes System V shared memory whose creator or last user is the dead process and to which nobody is
  /// attached, and POSIX shared memory whose name in `/dev/shm`, without a slash, matches the pattern, where
  /// there is one.
  case removeSharedMemory(namePattern: String?)
  /// Ends what descends from the dead process and still lives: SIGTERM, then SIGKILL.
  case endOrphans
  /// Sends the death as JSON by HTTP POST: `http://host/path` or `unix:/socket:/path`.
  case post(url: String)
}

/// How a clean-up is to be carried out.
public struct CleanupPlan: Hashable, Sendable, Codable {
  /// One after the other; the first that fails ends the attempt.
  public var actions: [CleanupAction]
  /// As whom commands run; nil is the daemon's own user.
  public var user: String?
  /// How long an attempt may take until its process group gets SIGTERM, in milliseconds.
  public var timeLimit: UInt64
  /// How long after that it gets SIGKILL, in milliseconds.
  public var killDelay: UInt64
  /// Attempts in all, until it is given up.
  public var attempts: Int
  /// The pause after the first failed attempt, in milliseconds; it doubles with each, with jitter.
  public var backOff: UInt64
  /// The longest pause, in milliseconds.
  public var longestBackOff: UInt64

  public init(
    actions: [CleanupAction], user: String? = nil, timeLimit: UInt64 = 30_000,
    killDelay: UInt64 = 5_000, attempts: Int = 5, backOff: UInt64 = 500,
    longestBackOff: UInt64 = 60_000
  ) {
    self.actions = actions
    self.user = user
    self.timeLimit = timeLimit
    self.killDelay = killDelay
    self.attempts = attempts
    self.backOff = backOff
    self.longestBackOff = longestBackOff
  }
}
