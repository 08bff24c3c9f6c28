/// How much a feed gives to its readers.
package struct FeedLimits: Hashable, Sendable {
  /// Readers at a time.
  package var readers = 64
  /// Readers of one ordinary user at a time.
  package var readersOfUser = 8
  /// Events that may wait for one reader. One that has reached a limit is told no more until half of what waits
  /// has been taken.
  package var waitingEvents = 65_536
  /// Bytes that may wait for one reader; a single line may be longer where nothing else waits.
  package var waitingBytes = 8 << 20
  /// Processes that are kept in memory.
  package var processes = 200_000
  /// Bytes of text that the readers' filters may have together to be handed down to the kernel; past it only the kinds
  /// of events are, and the rest is done here.
  package var pushedFilters = 64 << 10

  package init() {}
}
