internal import KernelInterface
package import ProcessEvents

/// Turns the kernel's time into the wall clock's.
package struct WallClock: Sendable {
  /// Nanoseconds from `CLOCK_MONOTONIC` to `CLOCK_REALTIME`.
  package var offset: UInt64
  private let isUTC: Bool
  /// The second that was converted last, with its parts, and as RFC 3339 has it.
  private var cached: (second: Int64, parts: CalendarTime, text: [19 of UInt8])

  package init(isUTC: Bool) { self.init(isUTC: isUTC, offset: ClockDifference.measure()) }

  package init(isUTC: Bool, offset: UInt64) {
    self.isUTC = isUTC
    self.offset = offset
    cached = Self.converted(0, isUTC: isUTC)
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

  /// Writes a moment such as `2026-11-23T15:20:01.123456789`.
  mutating func writeDateAndTime(of instant: KernelInstant, into line: inout OutputSpan<UInt8>) {
    let (_, nanosecond) = parts(of: instant)
    line.write(cached.text.span)
    line.append(UInt8(ascii: "."))
    line.writeDigits(UInt64(nanosecond), width: 9)
  }

  private static func converted(
    _ second: Int64, isUTC: Bool
  ) -> (second: Int64, parts: CalendarTime, text: [19 of UInt8]) {
    let parts = CalendarTime(secondsSinceEpoch: second, utc: isUTC)
    let text = [19 of UInt8] { (text: inout OutputSpan<UInt8>) in
      text.writeDigits(UInt64(parts.year.magnitude), width: 4)
      for (mark, number) in [
        ("-", parts.month), ("-", parts.day), ("T", parts.hour), (":", parts.minute),
        (":", parts.second),
      ] as [(Unicode.Scalar, Int)] {
        text.append(UInt8(ascii: mark))
        text.writeDigits(UInt64(number.magnitude), width: 2)
      }
    }
    return (second, parts, text)
  }

  private mutating func parts(of instant: KernelInstant) -> (CalendarTime, nanosecond: UInt32) {
    let time = instant.nanoseconds &+ offset
    let second = Int64(time / 1_000_000_000)
    if second != cached.second {
      cached = Self.converted(second, isUTC: isUTC)
    }
    return (cached.parts, UInt32(time % 1_000_000_000))
  }
}
