import ArgumentParser
import Testing

@testable import pmon

@Suite("Help")
struct HelpTests {
  @Test("The texts of help")
  func help() throws {
    try SnapshotFile.expect(Pmon.helpMessage(columns: 80) + "\n", equals: "help.txt")
    try SnapshotFile.expect(
      Pmon.helpMessage(for: WatchCommand.self, columns: 80) + "\n", equals: "help-watch.txt")
    try SnapshotFile.expect(
      Pmon.helpMessage(for: StatCommand.self, columns: 80) + "\n", equals: "help-stat.txt")
    try SnapshotFile.expect(
      Pmon.helpMessage(for: WaitCommand.self, columns: 80) + "\n", equals: "help-wait.txt")
    try SnapshotFile.expect(
      Pmon.helpMessage(for: RecordCommand.self, columns: 80) + "\n", equals: "help-record.txt")
    try SnapshotFile.expect(
      Pmon.helpMessage(for: ReplayCommand.self, columns: 80) + "\n", equals: "help-replay.txt")
    try SnapshotFile.expect(
      Pmon.helpMessage(for: SelftestCommand.self, columns: 80) + "\n", equals: "help-selftest.txt")
  }
}
