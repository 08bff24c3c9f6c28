import ArgumentParser
import ProcessConnector
import Testing

@testable import pmon

@Suite("Who is to tell of the events")
struct SourceOptionTests {
  @Test(
    "The names of sources, and paths",
    arguments: [
      ("auto", .automatic), ("kernel", .kernel),
      ("/run/pmon/connector.sock", .hub(path: "/run/pmon/connector.sock")),
      ("./kernel", .hub(path: "./kernel")), ("x/y", .hub(path: "x/y")), ("/", .hub(path: "/")),
    ] as [(String, ConnectorSource)])
  func sources(text: String, expected: ConnectorSource) {
    let argument = SourceArgument(argument: text)
    #expect(argument?.source == expected)
    #expect(argument?.description == text)
  }

  @Test(
    "What is no source", arguments: ["", "Kernel", "AUTO", "automatic", "hub", "kernel ", "sock"])
  func noSource(text: String) {
    #expect(SourceArgument(argument: text) == nil)
  }

  @Test("It is automatic unless something else is said, for each command that listens")
  func defaults() throws {
    func source(_ arguments: String...) throws -> ConnectorSource {
      switch try Pmon.parseAsRoot(arguments) {
      case let command as WatchCommand: try command.selection.makeConfiguration().source
      case let command as StatCommand: try command.selection.makeConfiguration().source
      default: throw ValidationError("another command")
      }
    }
    for command in ["watch", "stat"] {
      #expect(try source(command) == .automatic)
      #expect(try source(command, "--via", "kernel") == .kernel)
      #expect(try source(command, "--via=/a/b") == .hub(path: "/a/b"))
      #expect(throws: (any Error).self) { try source(command, "--via", "nonsense") }
      #expect(throws: (any Error).self) { try source(command, "--via") }
    }
  }
}
