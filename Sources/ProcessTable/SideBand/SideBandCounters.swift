/// What a reader of the side band has met since it was opened.
package struct SideBandCounters: Hashable, Sendable {
  /// Records that the kernel wrote, of all kinds but LOST, whether they were delivered or of no use.
  package var records: UInt64 = 0
  /// Records for which the kernel found no room in a ring.
  package var lost: UInt64 = 0
  /// Records that were dropped, since their length was not that of their kind.
  package var malformed: UInt64 = 0

  package init() {}
}
