import FoundationEssentials
import KernelInterface

/// A folder that goes away with its owner.
final class ScratchFolder {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "pmon-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var path: String { folder.path() }

  func path(of name: String) -> String { folder.appending(path: name).path() }

  /// Makes a file that can be run at once.
  ///
  /// Another process makes it: a child that some other test starts meanwhile would hold this one's descriptor
  /// for a moment, and a file that is open for writing cannot be run.
  func write(_ text: String, to name: String, mode: Int = 0o755) throws {
    try Data(text.utf8).write(to: folder.appending(path: "new"))
    let copy = try ChildProcess(["/bin/cp", path(of: "new"), path(of: name)])
    _ = try copy.wait()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(of: name))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: folder.appending(path: name), withIntermediateDirectories: true)
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }
}
