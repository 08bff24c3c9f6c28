/// The wait status of a process that has ended and has not been reaped.
///
/// Documentation/filesystems/proc.rst, table 1-4: the field `exit_code` of `/proc/PID/stat`, which is the whole
/// process's, whichever thread ended it. It is told to those who may trace the process
/// (`PTRACE_MODE_READ_FSCREDS`); others read 0.
package enum ZombieStatus {
  /// What the zombie behind `descriptor` ended with.
  ///
  /// - Parameter process: the id it was opened by.
  /// - Returns: nil where it is no zombie (any more), or may not be asked.
  package static func read(of process: Int32, heldBy descriptor: borrowing PidDescriptor) -> UInt32?
  {
    guard ProcFiles.hasOwnIDs, let stat = try? Files.text(of: "/proc/\(process)/stat", limit: 2048),
      let status = parse(stat)
    else { return nil }
    // Reading this link takes the same permission.
    if status == 0, (try? Files.linkTarget(of: "/proc/\(process)/ns/user")) == nil { return nil }
    // Had it been reaped meanwhile, the files might be those of another with its id.
    return descriptor.id == process ? status : nil
  }

  /// The status in the text of a zombie's `stat`; nil where it is none.
  package static func parse(_ stat: String) -> UInt32? {
    // The name stands in parentheses and may hold any byte, so fields count from the last one.
    guard let end = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: end)...].split(whereSeparator: \.isWhitespace)
    guard fields.count > exitCode, fields[state] == "Z" else { return nil }
    return Int32(fields[exitCode]).map(UInt32.init(bitPattern:))
  }

  // Fields 3 and 52, counted from the one after the name.
  private static let state = 0
  private static let exitCode = 49
}
