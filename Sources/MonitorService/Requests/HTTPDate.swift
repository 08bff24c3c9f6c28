internal import KernelInterface

/// Dates as HTTP has them: `Sun, 06 Nov 1994 08:49:37 GMT`, RFC 9110, 5.6.7.
enum HTTPDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static var now: String { text(secondsSinceEpoch: Int64(Clocks.realtime / 1_000_000_000)) }

  static func text(secondsSinceEpoch seconds: Int64) -> String {
    let time = CalendarTime(secondsSinceEpoch: seconds, utc: true)
    // 1970 began on a Thursday.
    let day = days[Int(seconds / 86_400 % 7)]
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day), \(two(time.day)) \(months[time.month - 1]) \(time.year) "
      + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) GMT"
  }
}
