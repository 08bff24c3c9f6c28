import ArgumentParser
import FoundationEssentials

@testable import pmon

/// The commands with their options, as swift-argument-parser tells them; what is hidden is left out.
struct CommandTree: Decodable {
  var commandName: String
  var superCommands: [String]?
  var shouldDisplay: Bool?
  var abstract: String?
  var discussion: String?
  var subcommands: [CommandTree]?
  var arguments: [Argument]?

  struct Argument: Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Decodable {
      var kind: String
      var name: String
      /// As it is written, with its dashes.
      var spelling: String { (kind == "long" ? "--" : "-") + name }
    }

    var kind: Kind
    var shouldDisplay: Bool
    var sectionTitle: String?
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
    var discussion: String?
  }

  /// `pmon`, and everything below it.
  static func read() throws -> CommandTree {
    struct Tool: Decodable { var command: CommandTree }
    return try JSONDecoder().decode(Tool.self, from: Data(Pmon._dumpHelp().utf8)).command
  }

  /// Such as `pmon`, `watch`.
  var path: [String] { (superCommands ?? []) + [commandName] }

  /// The name of its page, such as `pmon-watch`.
  var page: String { path.joined(separator: "-") }

  var isRoot: Bool { (superCommands ?? []).isEmpty }

  /// Those that people see; `help` is described on the page of `pmon`.
  var children: [CommandTree] {
    (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
  }

  /// This command and all below it.
  var all: [CommandTree] { [self] + children.flatMap(\.all) }

  var shownArguments: [Argument] { (arguments ?? []).filter(\.shouldDisplay) }

  /// The discussion's paragraphs, without the examples.
  var paragraphs: [Substring] {
    discussionParts.filter { !$0.hasPrefix(CommandTree.examplesHeading) }
  }

  var examples: [Example] {
    discussionParts.filter { $0.hasPrefix(CommandTree.examplesHeading) }
      .flatMap { $0.split(separator: "\n").dropFirst().map(Example.init) }
  }

  private var discussionParts: [Substring] { (discussion ?? "").split(separator: "\n\n") }

  private static let examplesHeading = "Examples:\n"
}

/// A command line of `--help`, with what is said of it behind two spaces or more.
struct Example {
  var commandLine: String
  var comment: String?

  init(_ line: some StringProtocol) {
    let text = line.trimming { $0 == " " }
    guard let gap = text.firstRange(of: "  ") else {
      commandLine = text
      return
    }
    commandLine = String(text[..<gap.lowerBound])
    comment = text[gap.upperBound...].trimming { $0 == " " }
  }
}

extension StringProtocol {
  func trimming(_ isTrimmed: (Character) -> Bool) -> String {
    var rest = self.drop(while: isTrimmed)
    while let last = rest.last, isTrimmed(last) { rest.removeLast() }
    return String(rest)
  }
}
