internal import KernelInterface
internal import ProcessEvents

/// Whose thread an id is that belongs to no process.
enum ThreadOwner {
  /// The process; nil where the id is no thread's, or `/proc` does not tell.
  static func find(_ thread: ProcessID) -> ProcessID? {
    guard ProcFiles.hasOwnIDs,
      let status = try? Files.text(of: "/proc/\(thread)/status", limit: 4096),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Tgid:") }),
      let word = line.split(whereSeparator: \.isWhitespace).last, let owner = Int32(word),
      owner != thread.rawValue
    else { return nil }
    return ProcessID(owner)
  }
}
