import ArgumentParser
import ProcessEvents
import Testing

@testable import pmon

/// What help and manual show is what somebody will try first.
@Suite("Examples")
struct ExampleTests {
  @Test("Each command line in help and in the manual is one that pmon takes")
  func commandLines() throws {
    for command in try CommandTree.read().all {
      let lines =
        try command.examples.map(\.commandLine)
        + ManualPart(ofPage: command.page).commandLines
      for line in lines {
        let words = try #require(ShellWords(line).first, "\(line)")
        #expect(words.first == "pmon", "\(line)")
        #expect(throws: Never.self, "\(line)") { try ExampleTests.parse(Array(words.dropFirst())) }
      }
    }
  }

  @Test("Each command has an abstract and examples")
  func hasExamples() throws {
    for command in try CommandTree.read().all {
      #expect(command.abstract?.hasSuffix(".") == true, "\(command.page)")
      #expect(!command.examples.isEmpty, "\(command.page)")
      let shown = command.discussion ?? ""
      for line in shown.split(separator: "\n") {
        #expect(
          line.hasPrefix("  ") == false || line.count <= 78, "too wide for a terminal: \(line)")
      }
    }
  }

  @Test(
    "Words are taken apart as a shell does it",
    arguments: [
      (#"pmon watch 'a "b"' "c" d\ e"#, ["pmon", "watch", #"a "b""#, "c", "d e"]),
      ("pmon wait 1 && echo it", ["pmon", "wait", "1"]), ("pmon x | jq .", ["pmon", "x"]),
      ("pmon x '' >file", ["pmon", "x", ""]), ("pmon x; y", ["pmon", "x"]),
    ])
  func words(line: String, expected: [String]) {
    #expect(ShellWords(line).first == expected)
  }

  /// Parses the request and the filter in it.
  private static func parse(_ arguments: [String]) throws {
    let command = try Pmon.parseAsRoot(arguments)
    for child in Mirror(reflecting: command).children {
      if let selection = child.value as? OptionGroup<SelectionOptions> {
        _ = try selection.wrappedValue.makeConfiguration()
      } else if child.label == "_filterWords", let words = child.value as? Argument<[String]> {
        _ = try Filter(parsing: words.wrappedValue.joined(separator: " "))
      }
    }
  }
}

/// The words of the first command of a shell's line.
struct ShellWords {
  /// Nil where a quote does not end.
  private(set) var first: [String]?

  init(_ line: String) {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == "\\" {
        isEscaped = true
      } else if "|&;<>".contains(character) {
        break
      } else if character == " " {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    first = quote == nil ? words : nil
  }
}
