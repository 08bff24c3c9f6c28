internal import KernelInterface

/// One CPU's ring of records. Positions are as in `PerfRing`.
protocol SideBandRing: Sendable {
  /// Bytes, a power of two.
  var size: Int { get }
  var head: UInt64 { get }
  func release(upTo position: UInt64)
  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result
  /// How many records have found no room since the beginning.
  func lostCount() -> UInt64
}

/// A ring of the kernel's, with the event that fills it.
final class KernelRing: SideBandRing {
  private let event: PerfEvent
  private let ring: PerfRing

  init(_ sideBand: PerfSideBand, cpu: Int32, pages: Int) throws(SystemCallError) {
    let event = try PerfEvent(sideBand, cpu: cpu)
    ring = try PerfRing(for: event, pages: pages)
    self.event = event
  }

  func enable() throws(SystemCallError) { try event.enable() }

  var rawDescriptor: Int32 { event.rawDescriptor }
  var size: Int { ring.size }
  var head: UInt64 { ring.head }
  func release(upTo position: UInt64) { ring.release(upTo: position) }

  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result { ring.withBytes(body) }

  // Where it fails, the LOST record tells all the same, only later.
  func lostCount() -> UInt64 { (try? event.lostCount()) ?? 0 }
}
