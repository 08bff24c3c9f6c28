internal import KernelInterface

/// Whose a process is: the `Uid:` and `Tgid:` lines of `/proc/PID/status`.
struct ProcessUsers {
  /// Real, effective, saved and of the file system.
  var users: [UInt32]
  var threadGroup: Int32

  /// - Returns: nil where there is no such process, or it is hidden.
  init?(process: Int32) {
    guard let text = try? Files.text(of: "/proc/\(process)/status", limit: 16_384) else {
      return nil
    }
    self.init(text)
  }

  init?(_ text: String) {
    var users: [UInt32]?
    var threadGroup: Int32?
    // A name is escaped there, so that no line can be made up by one.
    for line in text.split(separator: "\n") {
      let words = line.split(separator: "\t")
      switch words.first {
      case "Uid:": users = words.dropFirst().compactMap { UInt32($0) }
      case "Tgid:": threadGroup = words.dropFirst().first.flatMap { Int32($0) }
      default: break
      }
    }
    guard let users, users.count == 4, let threadGroup else { return nil }
    self.users = users
    self.threadGroup = threadGroup
  }

  func areAll(_ user: UInt32) -> Bool { users.allSatisfy { $0 == user } }
}
