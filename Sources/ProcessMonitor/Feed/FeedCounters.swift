/// What a feed has done so far.
package struct FeedCounters: Hashable, Sendable {
  /// Readers now.
  package var open = 0
  /// Events that readers have taken, counted for each of them.
  package var delivered: UInt64 = 0
  /// Events that found no room with a reader, counted for each of them.
  package var lost: UInt64 = 0
  /// Events of which it could not be known whether a filter matches, or whether their viewer may see them, counted for
  /// each distinct filter.
  package var undecided: UInt64 = 0
  /// Events that were lost before they came here, such as in the kernel.
  package var lostBefore: UInt64 = 0

  package init() {}
}
