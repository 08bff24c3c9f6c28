internal import KernelInterface
internal import ProcessEvents

/// A record of the kernel log that says that the kernel killed a process for want of memory.
///
/// `PRIORITY,SEQUENCE,MICROSECONDS,FLAGS[,…];MESSAGE`, Documentation/ABI/testing/dev-kmsg. The message is
/// `__oom_kill_process`'s of mm/oom_kill.c.
struct KernelLogRecord: Hashable {
  /// The process, or a thread of it where its first thread had ended before.
  var process: ProcessID
  /// On the log's clock, which runs beside `CLOCK_MONOTONIC` but is not adjusted as that is. In nanoseconds
  var time: UInt64

  /// - Returns: nil for all other records. Those of programs are among them, as only the kernel has facility 0;
  ///   and the words must come first, as a control group's or a program's name may hold them.
  init?(_ record: Span<UInt8>) {
    let comma: StaticString = ","
    var position = 0
    guard let priority: UInt32 = record.number(at: &position), priority >> 3 == 0,
      record.skip(comma, at: &position), let _: UInt64 = record.number(at: &position),
      record.skip(comma, at: &position), let microseconds: UInt64 = record.number(at: &position),
      record.skip(comma, at: &position),
      record.skip(through: UInt8(ascii: ";"), at: &position)
    else { return nil }
    // What else the message begins with, such as `Out of memory (oom_kill_allocating_task)`.
    let isOfGroup = record.skip("Memory cgroup out of memory", at: &position)
    guard isOfGroup || record.skip("Out of memory", at: &position) else { return nil }
    _ = record.skip(" (oom_kill_allocating_task)", at: &position)
    guard record.skip(": Killed process ", at: &position),
      let process: Int32 = record.number(at: &position), record.skip(" (", at: &position)
    else { return nil }
    self.process = ProcessID(process)
    let (nanoseconds, overflow) = microseconds.multipliedReportingOverflow(by: 1_000)
    time = overflow ? .max : nanoseconds
  }
}
