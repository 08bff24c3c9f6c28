/// How long what is finished is kept; what is not finished is kept in any case.
public struct RetentionLimits: Hashable, Sendable {
  /// After its clean-up's end a death is removed after so much time, in nanoseconds; nil is never.
  public var longestAge: UInt64?
  /// The database file's size above which the oldest are removed, in bytes; nil is none.
  public var largestSize: UInt64?
  /// For so long a death stays even when the file is too large, in nanoseconds.
  ///
  /// As long as it stays, the same death found once more is known to be cleaned up already.
  public var shortestAge: UInt64

  public init(
    longestAge: UInt64?, largestSize: UInt64?, shortestAge: UInt64 = 3_600_000_000_000
  ) {
    self.longestAge = longestAge
    self.largestSize = largestSize
    self.shortestAge = shortestAge
  }
}

/// What retention did.
public struct RetentionResult: Hashable, Sendable {
  public var removedDeaths: Int
  public var size: JournalSize
  /// Whether the file is larger than it may be, since nothing else may be removed.
  public var isTooLarge: Bool
}

/// How much room the journal takes, in bytes.
public struct JournalSize: Hashable, Sendable {
  /// The database file's, once all that was committed has reached it; the write-ahead log comes on top.
  public var file: UInt64
  /// Of them, those in use.
  public var used: UInt64
}
