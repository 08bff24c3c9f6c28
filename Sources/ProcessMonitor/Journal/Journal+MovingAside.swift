internal import Foundation

extension Journal {
  /// Moves a corrupt journal out of the way, so that a new one can be begun; keeps it for those who look into it.
  ///
  /// Nothing calls this by itself: what is in the file is lost to the daemon, unfinished clean-ups too.
  /// - Parameter time: the wall clock, in nanoseconds since 1970; it becomes part of the new name.
  /// - Returns: where the database is now; its write-ahead log is beside it.
  /// - Throws: `lockedByAnother` while a daemon has it open.
  public static func moveAside(path: String, time: UInt64) throws(JournalError) -> String {
    let lock = try JournalLock(for: path)
    defer { lock.release() }
    let seconds = Date(timeIntervalSince1970: Double(time / 1_000_000_000))
    let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
    let destination = "\(path).corrupt-\(seconds.formatted(style))"
    do {
      // The log first: a database without it is older, one with another's log is worse.
      for suffix in ["-wal", "-shm", ""] where FileManager.default.fileExists(atPath: path + suffix)
      {
        try FileManager.default.moveItem(atPath: path + suffix, toPath: destination + suffix)
      }
    } catch {
      throw .io("\(error)")
    }
    return destination
  }
}
