/// Decides how long to let events gather before they are read.
package struct Pacer: Sendable {
  /// The longest wait, in nanoseconds; 0 is none.
  private let latency: UInt64
  /// Events that the socket's buffer holds.
  private let bufferedEvents: UInt64

  private var lastDrain: UInt64 = 0
  private var eventsPerSecond: UInt64 = 0

  /// Whether the last reading found so many events that it need not be asked whether more have come.
  package private(set) var isFlowing = false

  /// What one event takes of the buffer at most, on the kernels that were measured.
  private static let bytesPerEvent: UInt64 = 1024

  /// A rate that a machine reaches within a moment, whatever went before.
  private static let burstRate: UInt64 = 100_000

  private static let flowingEvents = 2

  /// What comes after a silence waits for this part of the latency: it is rare, so nothing is gained by more.
  private static let shareAfterSilence: UInt64 = 4

  /// - Parameters:
  ///   - latency: nanoseconds
  ///   - bufferSize: bytes; 0 where somebody else keeps what waits.
  package init(latency: UInt64, bufferSize: UInt32) {
    self.latency = latency
    bufferedEvents =
      bufferSize == 0 ? UInt64(UInt32.max) : max(1, UInt64(bufferSize) / Pacer.bytesPerEvent)
  }

  /// The wait, in nanoseconds: the whole latency while events flow, and at most until half of the buffer is taken.
  package var delay: UInt64 {
    guard latency > 0 else { return 0 }
    let rate = max(eventsPerSecond, Pacer.burstRate)
    let patience = isFlowing ? latency : latency / Pacer.shareAfterSilence
    return min(patience, bufferedEvents * 1_000_000_000 / rate / 2)
  }

  /// Takes note that the socket has been emptied.
  ///
  /// - Parameters:
  ///   - count: events since it was empty the last time.
  ///   - now: nanoseconds on `CLOCK_MONOTONIC`.
  package mutating func drained(_ count: Int, at now: UInt64) {
    guard latency > 0 else { return }
    let elapsed = max(1, now &- lastDrain)
    lastDrain = now
    let rate = UInt64(count).multipliedReportingOverflow(by: 1_000_000_000)
    eventsPerSecond = rate.overflow ? .max / 2 : rate.partialValue / elapsed
    isFlowing = count >= Pacer.flowingEvents
  }
}
