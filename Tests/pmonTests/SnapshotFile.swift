import FoundationEssentials
import Testing

/// Texts that people see, kept in files of `Snapshots/`.
///
/// `PMON_UPDATE_SNAPSHOTS=1 swift test --filter pmonTests` writes them anew.
enum SnapshotFile {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  static func expect(
    _ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["PMON_UPDATE_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == expected, "Snapshots/\(name)", sourceLocation: sourceLocation)
  }
}
