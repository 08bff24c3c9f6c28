import ArgumentParser
import Testing

@testable import pmon

@Suite("Help")
struct HelpTests {
  @Test("The text of help")
  func help() throws {
    try SnapshotFile.expect(Pmon.helpMessage(columns: 80) + "\n", equals: "help.txt")
  }

  @Test("The texts of the commands' help", arguments: Pmon.configuration.subcommands.indices)
  func commands(index: Int) throws {
    let command = Pmon.configuration.subcommands[index]
    guard command.configuration.shouldDisplay, let name = command.configuration.commandName else {
      return
    }
    try SnapshotFile.expect(
      Pmon.helpMessage(for: command, columns: 80) + "\n", equals: "help-\(name).txt")
  }
}
