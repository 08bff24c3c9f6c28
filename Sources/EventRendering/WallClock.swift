internal import KernelInterface
package import ProcessEvents

/// Turns the kernel's time into the wall clock's.
package struct WallClock: Sendable {
  /// Nanoseconds from `CLOCK_MONOTONIC` to `CLOCK_REALTIME`.
  package var offset: UInt64
  private let isUTC: Bool
  /// The second that was converted last, with its parts.
  private var cached: (second: Int64, parts: CalendarTime)

  package init(isUTC: Bool) { self.init(isUTC: isUTC, offset: ClockDifference.measure()) }

  package init(isUTC: Bool, offset: UInt64) {
    self.isUTC = isUTC
    self.offset = offset
    cached = (0, CalendarTime(secondsSinceEpoch: 0, utc: isUTC))
  }

  /// Looks whether the wall clock has been set; to be called now and then.
  package mutating func adjust() {
    var difference = ClockDifference(offset)
    if difference.adjust() { offset = difference.nanoseconds }
  }

  /// Writes a moment's date, such as `2026-11-23`.
  package mutating func writeDate(of instant: KernelInstant, into line: inout [UInt8]) {
    let (parts, _) = parts(of: instant)
    line.write(parts.year, width: 4)
    line.write("-")
    line.write(parts.month, width: 2)
    line.write("-")
    line.write(parts.day, width: 2)
  }

  /// Writes a moment's time of day, such as `15:20:01.123456`.
  ///
  /// - Parameter fraction: digits after the point, at most nine.
  package mutating func writeTime(
    of instant: KernelInstant, fraction: Int, into line: inout [UInt8]
  ) {
    let (parts, nanosecond) = parts(of: instant)
    line.write(parts.hour, width: 2)
    line.write(":")
    line.write(parts.minute, width: 2)
    line.write(":")
    line.write(parts.second, width: 2)
    line.write(".")
    line.write(nanosecond, width: 9)
    line.removeLast(9 - fraction)
  }

  private mutating func parts(of instant: KernelInstant) -> (CalendarTime, nanosecond: UInt32) {
    let time = instant.nanoseconds &+ offset
    let second = Int64(time / 1_000_000_000)
    if second != cached.second {
      cached = (second, CalendarTime(secondsSinceEpoch: second, utc: isUTC))
    }
    return (cached.parts, UInt32(time % 1_000_000_000))
  }
}
