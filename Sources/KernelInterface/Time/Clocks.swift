internal import CLinux

/// The system's clocks, in nanoseconds.
package enum Clocks {
  /// `CLOCK_MONOTONIC`: the clock of the kernel's process events.
  package static var monotonic: UInt64 { read(CLOCK_MONOTONIC) }

  /// `CLOCK_BOOTTIME`: as ``monotonic``, and goes on while the machine is suspended.
  package static var boottime: UInt64 { read(CLOCK_BOOTTIME) }

  /// `CLOCK_REALTIME`: since 1970-01-01 00:00 UTC.
  package static var realtime: UInt64 { read(CLOCK_REALTIME) }

  /// CPU time of this process, user and system, all threads.
  package static var processCPU: UInt64 { read(CLOCK_PROCESS_CPUTIME_ID) }

  /// CPU time of another process, user and system, all threads; nil where it has gone.
  package static func cpu(ofProcess process: Int32) -> UInt64? {
    let time = clinux_cpu_time(process)
    return time > 0 ? time : nil
  }

  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

/// A moment as a wall clock and a calendar show it.
package struct CalendarTime: Hashable, Sendable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour: Int
  package var minute: Int
  package var second: Int
  /// Seconds east of Greenwich.
  package var offset: Int

  /// - Parameter seconds: since 1970-01-01 00:00 UTC.
  package init(secondsSinceEpoch seconds: Int64, utc: Bool) {
    var time = time_t(seconds)
    var parts = unsafe tm()
    if utc {
      _ = unsafe gmtime_r(&time, &parts)
    } else {
      _ = unsafe localtime_r(&time, &parts)
    }
    year = unsafe Int(parts.tm_year) + 1900
    month = unsafe Int(parts.tm_mon) + 1
    day = unsafe Int(parts.tm_mday)
    hour = unsafe Int(parts.tm_hour)
    minute = unsafe Int(parts.tm_min)
    second = unsafe Int(parts.tm_sec)
    offset = unsafe Int(parts.tm_gmtoff)
  }
}
