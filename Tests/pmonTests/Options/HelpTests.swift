import ArgumentParser
import Testing

@testable import pmon

@Suite("Help")
struct HelpTests {
  @Test("The text of help")
  func help() throws {
    try SnapshotFile.expect(Pmon.helpMessage(columns: 80) + "\n", equals: "help.txt")
  }

  /// Those that people see, with their subcommands, by their names.
  private static let shown = commands(below: Pmon.self, [])

  private static func commands(
    below parent: any ParsableCommand.Type, _ path: [String]
  ) -> [(name: String, command: any ParsableCommand.Type)] {
    parent.configuration.subcommands.filter { $0.configuration.shouldDisplay }.flatMap { command in
      let path = path + [command.configuration.commandName ?? ""]
      return [(path.joined(separator: "-"), command)] + commands(below: command, path)
    }
  }

  @Test("The texts of the commands' help", arguments: shown.indices)
  func commandHelp(index: Int) throws {
    let (name, command) = HelpTests.shown[index]
    try SnapshotFile.expect(
      Pmon.helpMessage(for: command, columns: 80) + "\n", equals: "help-\(name).txt")
  }
}
