import Foundation

@testable import ProcessMonitor

/// A folder of its own for a journal, removed at the end.
final class JournalFolder: Sendable {
  let url: URL
  var path: String { url.appending(path: "journal.sqlite").path() }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "pmon-journal-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func open(step: @escaping @Sendable (JournalStep) -> Void = { _ in }) throws(JournalError)
    -> Journal
  {
    try Journal(path: path, step: step)
  }

  /// The names of what is in it.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path()).sorted()
  }
}
