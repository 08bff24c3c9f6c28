import FoundationEssentials
import KernelInterface
import TestSupport

/// A copy of the binary under test where every user may run it, for as long as it is held.
final class BinaryForOthers {
  private let folder: String

  var path: String { folder + "/pmon" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.path() + "pmon-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try FileManager.default.copyItem(atPath: PmonBinary.path, toPath: path)
    for part in [folder, path] {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: part)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
