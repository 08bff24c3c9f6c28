internal import CLinux

/// Where a command may be, as `execvp(3)` and the shells look for it.
package enum CommandSearch {
  /// The paths to try, in their order.
  ///
  /// - Parameter path: the variable `PATH`; nil where there is none.
  package static func candidates(for name: String, path: String?) -> [String] {
    if name.isEmpty { return [] }
    if name.utf8.contains(UInt8(ascii: "/")) { return [name] }
    // An empty folder is the current one.
    return (path ?? standardPath).split(separator: ":", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "./\(name)" : "\($0)/\(name)" }
  }

  /// The path from the root of the first candidate that is a program; nil where there is none.
  ///
  /// - Parameter path: the variable `PATH`; nil where there is none.
  package static func find(_ name: String, path: String?) -> String? {
    guard let found = candidates(for: name, path: path).first(where: isProgram) else { return nil }
    if found.hasPrefix("/") { return found }
    guard let folder = try? Files.linkTarget(of: "/proc/self/cwd") else { return nil }
    let relative = found.hasPrefix("./") ? found.dropFirst(2) : found[...]
    return folder == "/" ? "/\(relative)" : "\(folder)/\(relative)"
  }

  private static func isProgram(_ path: String) -> Bool {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0, facts.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG)
    else { return false }
    return unsafe access(path, X_OK) == 0
  }

  /// Why nobody can execute a path.
  package enum Fault: Hashable, Sendable {
    case absent
    /// It is no file, or nobody has the right.
    case notExecutable
  }

  /// - Returns: nil where somebody may be able to, or where this process may not look.
  package static func fault(of path: String) -> Fault? {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else {
      let error = Errno.last
      return error == .noSuchFile || error == .notADirectory ? .absent : nil
    }
    let isFile = facts.st_mode & UInt32(S_IFMT) == UInt32(S_IFREG)
    return isFile && facts.st_mode & 0o111 != 0 ? nil : .notExecutable
  }

  /// C: `_CS_PATH`
  private static let standardPath = "/bin:/usr/bin"

  /// Whether a file without `#!` may be a script for the shell: its first line has no zero byte.
  static func maybeScript(_ path: String) -> Bool {
    guard let file = try? OwnedDescriptor.open(path) else { return false }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = try? unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
    guard let count else { return false }
    let line = bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
    return !line.contains(0)
  }
}
