/// What is used of `/proc/PID/stat`.
///
/// Documentation/filesystems/proc.rst, table 1-4; `do_task_stat` of fs/proc/array.c
package struct ProcessStat {
  /// Field 1
  package var process: Int32
  /// Field 2: the first 15 bytes, then zeros. Kernel threads may have longer names there than anywhere else.
  package var name: [16 of UInt8]
  /// Field 3: a letter, `Z` for a zombie
  package var state: UInt8
  /// Field 4; 0 is none
  package var parent: Int32
  /// Field 9: `PF_` bits of include/linux/sched.h
  package var flags: UInt32
  /// Field 20
  package var threadCount: UInt32
  /// Field 22
  package var start: ClockTicks

  /// How many bytes hold all fields that are used: a name of 64 bytes and 22 numbers of 20 digits.
  package static let sizeLimit = 1024

  /// - Returns: nil where the text is not one of the kernel's, or is cut before field 22 has ended.
  package init?(_ text: Span<UInt8>) {
    var position = 0
    guard let process: Int32 = text.number(at: &position), text.skip(" (", at: &position),
      // The name may hold any byte, parentheses as well; after it come only numbers.
      let end = text.lastIndex(of: UInt8(ascii: ")")), end >= position
    else { return nil }
    self.process = process
    name = .init(repeating: 0)
    for index in 0..<Swift.min(15, end - position) { name[index] = text[position + index] }

    position = end + 1
    guard text.skip(" ", at: &position), let state = text.byte(at: &position),
      text.skip(" ", at: &position), let parent: Int32 = text.number(at: &position),
      text.skip(" ", at: &position), text.skipFields(4, at: &position),
      let flags: UInt32 = text.number(at: &position),
      text.skip(" ", at: &position), text.skipFields(10, at: &position),
      let threadCount: UInt32 = text.number(at: &position),
      text.skip(" ", at: &position), text.skipFields(1, at: &position),
      let start: UInt64 = text.number(at: &position),
      // Without this, a number that was cut in its middle would pass for a smaller one.
      text.skip(" ", at: &position)
    else { return nil }
    self.state = state
    self.parent = parent
    self.flags = flags
    self.threadCount = threadCount
    self.start = ClockTicks(rawValue: start)
  }
}

extension ProcessStat {
  /// Whether it is on its way out: C: `PF_EXITING`, `PF_SIGNALED`.
  package var isEnding: Bool { flags & (0x4 | 0x400) != 0 }

  /// Reads it of the process that has the id now; nil where there is none or it is hidden.
  package init?(process: Int32) {
    let stat = try? ProcFiles.text(of: process, "stat", limit: Self.sizeLimit) { ProcessStat($0) }
    guard let stat = stat ?? nil else { return nil }
    self = stat
  }
}
