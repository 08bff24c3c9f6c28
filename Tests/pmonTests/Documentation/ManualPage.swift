import ArgumentParser
import ProgramVersion

@testable import pmon

/// A page of section 1: what help says of a command, and what a ``ManualPart`` adds.
struct ManualPage {
  private let command: CommandTree
  private let part: ManualPart
  private let date: String
  /// The sections whose place is fixed; others follow the options, in their order.
  private static let order = [
    "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "*", "ENVIRONMENT", "FILES",
    "EXIT STATUS", "EXAMPLES", "DIAGNOSTICS", "COMPATIBILITY", "SEE ALSO", "STANDARDS", "HISTORY",
    "AUTHORS", "CAVEATS", "BUGS", "SECURITY CONSIDERATIONS",
  ]

  init(_ command: CommandTree, _ part: ManualPart, date: String) {
    self.command = command
    self.part = part
    self.date = date
  }

  /// The whole page, in mdoc(7).
  var text: String {
    var page = """
      .\\" Written by make man from the command's help and \(command.page).mdoc: change those.
      .Dd \(date)
      .Dt \(command.page.uppercased()) 1
      .Os pmon \(ProgramVersion.number)

      """
    for title in ManualPage.order {
      if title == "*" {
        for section in part.sections where !ManualPage.order.contains(section.title) {
          page += ".Sh \(section.title)\n\(section.body)"
        }
      } else if let body = section(title), !body.isEmpty {
        page += ".Sh \(title)\n\(body)"
      }
    }
    return page
  }

  private func section(_ title: String) -> String? {
    switch title {
    case "NAME": name
    case "SYNOPSIS": synopsis
    case "DESCRIPTION": description
    case "OPTIONS": options
    case "COMMANDS": commands
    case "EXAMPLES": examples
    case "SEE ALSO": references
    case "EXIT STATUS": part[title] ?? ManualPage.usualStatuses
    default: part[title]
    }
  }

  /// The summary of the command, up to the details behind a colon.
  private var name: String {
    let abstract = command.abstract ?? ""
    let summary = abstract.prefix { $0 != ":" }.trimming { $0 == "." }
    return ".Nm \(command.page)\n.Nd \(summary.prefix(1).lowercased())"
      + ManualText.escaped(summary.dropFirst()) + "\n"
  }

  private var synopsis: String {
    var lines = ".Nm \"\(command.path.joined(separator: " "))\"\n"
    for argument in command.shownArguments where !argument.isCommon {
      let macro = argument.isOptional ? ".Op \(argument.usage)" : ".\(argument.usage)"
      lines += macro + (argument.isRepeating && argument.kind != .positional ? " ...\n" : "\n")
    }
    return command.children.isEmpty ? lines : lines + ".Ar command\n.Op Ar argument ...\n"
  }

  private var description: String {
    // What has a section of its own.
    let paragraphs = command.paragraphs.filter { !$0.hasPrefix("Exit status: ") }
    let texts = [Substring(command.abstract ?? "")] + paragraphs
    let body = texts.map(ManualText.paragraph).joined(separator: ".Pp\n")
    return body + (part["DESCRIPTION"].map { ".Pp\n" + $0 } ?? "")
  }

  private var options: String {
    let arguments = command.shownArguments
    let untitled = arguments.filter { $0.sectionTitle == nil }
    var body = ManualPage.list(
      untitled.filter { $0.kind == .positional } + untitled.filter { $0.kind != .positional })
    var titles: [String] = []
    for case let title? in arguments.map(\.sectionTitle) where !titles.contains(title) {
      titles.append(title)
      body += ".Ss \(ManualText.escaped(title))\n"
      body += ManualPage.list(arguments.filter { $0.sectionTitle == title })
    }
    return body
  }

  private static func list(_ arguments: [CommandTree.Argument]) -> String {
    guard !arguments.isEmpty else { return "" }
    return ".Bl -tag -width Ds\n"
      + arguments.map { ".It \($0.heading)\n" + ManualText.paragraph($0.text) + $0.reference }
      .joined() + ".El\n"
  }

  private var commands: String {
    guard !command.children.isEmpty else { return "" }
    return "Each has a page of its own; so has\n.Ic pmon help Ar command\non the terminal.\n"
      + ".Bl -tag -width Ds\n"
      + command.children.map { ".It Xr \($0.page) 1\n" + ManualText.filled($0.abstract ?? "") }
      .joined() + ".El\n"
  }

  private var examples: String {
    var blocks = command.examples.map { example in
      (example.comment.map { ManualText.filled($0.prefix(1).uppercased() + $0.dropFirst() + ":") }
        ?? "") + ManualText.literal([example.commandLine])
    }
    if let more = part["EXAMPLES"] { blocks.append(more) }
    // A display makes its own space above, none below.
    var body = ""
    for block in blocks {
      if !body.isEmpty, !block.hasPrefix(".Bd") { body += ".Pp\n" }
      body += block
    }
    return body
  }

  private var references: String {
    let own =
      command.isRoot
      ? command.children.map(\.page) : [command.path.dropLast().joined(separator: "-")]
    let all = Set(own.map { "\($0) 1" } + part.references).sorted { first, second in
      let keys = [first, second].map { $0.split(separator: " ").map(String.init) }
      return (keys[0][1], keys[0][0]) < (keys[1][1], keys[1][0])
    }
    return all.map { ".Xr \($0)" }.joined(separator: " ,\n") + "\n"
  }

  private static let usualStatuses = """
    0 where all went well, 1 where the work failed, 2 where the request was wrong,
    3 where the system cannot do it; see
    .Xr pmon 1 .

    """
}

extension CommandTree.Argument {
  /// What every command has.
  fileprivate var isCommon: Bool {
    names?.contains { ["--help", "--version"].contains($0.spelling) } == true
  }

  /// Macros for its shortest form: `Fl e Ar list`, `Ar filter ...`.
  fileprivate var usage: String {
    let dots = kind == .positional && isRepeating ? " ..." : ""
    guard let name = names?.min(by: { $0.spelling.count < $1.spelling.count }) else {
      return value + dots
    }
    return "Fl \(name.spelling.dropFirst())" + (kind == .option ? " \(value)" : "")
  }

  /// Macros for all of its forms.
  fileprivate var heading: String {
    guard let names else { return usage }
    return names.sorted { $0.spelling.count < $1.spelling.count }.map {
      "Fl \($0.spelling.dropFirst())" + (kind == .option ? " \(value)" : "")
    }.joined(separator: " , ")
  }

  /// Where the page of `pmon` has more of it.
  fileprivate var reference: String {
    valueName == "filter" ? "The language is described in\n.Xr pmon 1 .\n" : ""
  }

  private var value: String { "Ar \(valueName ?? "value")" }

  /// What help says of it, with its values and the default.
  fileprivate var text: String {
    var text = abstract ?? ""
    if let discussion { text += " " + discussion }
    if kind != .flag, let allValues, !allValues.isEmpty {
      text += " Values: \(allValues.joined(separator: ", "))."
    }
    if kind != .flag, let defaultValue { text += " The default is \(defaultValue)." }
    return text
  }
}
