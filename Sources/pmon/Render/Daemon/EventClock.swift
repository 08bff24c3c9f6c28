internal import EventRendering
internal import KernelInterface
internal import ProcessEvents

/// Writes times of the daemon's, which are of the wall clock.
struct EventClock {
  private var clock: WallClock
  /// Nanoseconds since 1970.
  private let now: UInt64

  init(isUTC: Bool, now: UInt64 = Clocks.realtime) {
    clock = WallClock(isUTC: isUTC, offset: 0)
    self.now = now
  }

  /// Writes such as `2026-11-23 15:20:01`.
  ///
  /// - Parameter fraction: digits of the second, at most nine; with none there is no point.
  mutating func write(_ time: UInt64, fraction: Int = 0, into line: inout [UInt8]) {
    let instant = KernelInstant(nanoseconds: time)
    clock.writeDate(of: instant, into: &line)
    line.write(" ")
    clock.writeTime(of: instant, fraction: fraction, into: &line)
    if fraction == 0 { line.removeLast() }
  }

  func hasCome(_ time: UInt64) -> Bool { time <= now }

  /// How long it is until then, such as `12.0 s`; `now` where it has come.
  func writeTime(until time: UInt64, into line: inout [UInt8]) {
    if hasCome(time) { return line.write("now") }
    line.write(NumberText.duration(nanoseconds: time - now))
  }

  /// A time as RFC 3339 has it, in UTC.
  ///
  /// - Parameter nanoseconds: since 1970.
  static func timestamp(_ nanoseconds: UInt64) -> String {
    var clock = WallClock(isUTC: true, offset: 0)
    var text: [UInt8] = []
    let instant = KernelInstant(nanoseconds: nanoseconds)
    clock.writeDate(of: instant, into: &text)
    text.write("T")
    clock.writeTime(of: instant, fraction: 9, into: &text)
    text.write("Z")
    return String(decoding: text, as: UTF8.self)
  }
}
