import ProcessEvents
import TestSupport
import Testing

/// Filters that are none; nothing of the kernel's is needed to refuse them.
@Suite("Malformed filters on the command line", .serialized)
struct FilterRefusalTests {
  /// What is said of a filter in one or several arguments.
  static let mistakes: [(words: [String], said: [String])] = [
    (
      ["exit and cod == 3"],
      [#"pmon: unknown word "cod"; did you mean "code"?"#, "  exit and cod == 3", "           ^~~"]
    ),
    (
      ["exit", "and", "cod", "==", "3"],
      [#"pmon: unknown word "cod"; did you mean "code"?"#, "  exit and cod == 3", "           ^~~"]
    ),
    (
      ["exit and", "cod == 3"],
      [#"pmon: unknown word "cod"; did you mean "code"?"#, "  exit and cod == 3", "           ^~~"]
    ),
    (
      ["name == '日本語' and cod"],
      [
        #"pmon: unknown word "cod"; did you mean "code"?"#, "  name == '日本語' and cod",
        "                       ^~~",
      ]
    ),
    (
      ["exit\tand\tcod"],
      [#"pmon: unknown word "cod"; did you mean "code"?"#, "  exit and cod", "           ^~~"]
    ),
    (
      ["comm == 'e\u{301}e\u{301}' and cod"],
      [
        #"pmon: unknown word "cod"; did you mean "code"?"#, "  comm == 'e\u{301}e\u{301}' and cod",
        "                   ^~~",
      ]
    ),
    (
      ["not signl in (TERM, INT)"],
      [
        #"pmon: unknown word "signl"; did you mean "signal"?"#, "  not signl in (TERM, INT)",
        "      ^~~~~",
      ]
    ),
    (
      ["signal in (TREM)"],
      [
        #"pmon: unknown signal "TREM"; did you mean "TERM"?"#, "  signal in (TREM)",
        "             ^~~~",
      ]
    ),
    (
      ["exit", "and"],
      [
        #"pmon: expected an event, a field, a flag, "not" or "(", found the end"#, "  exit and",
        "          ^",
      ]
    ),
    (
      ["exit \u{1B}[31m \u{202E}cod"],
      [#"pmon: unexpected "�""#, "  exit �[31m �cod", "       ^"]
    ),
    (
      ["exit\nand cod"],
      [#"pmon: unknown word "cod"; did you mean "code"?"#, "  and cod", "      ^~~"]
    ),
  ]

  @Test(
    "They get 2, what is wrong, and a caret under the place", arguments: mistakes,
    ["watch", "stat", "explain"])
  func said(mistake: (words: [String], said: [String]), command: String) throws {
    let program = try Program([PmonBinary.path, command] + mistake.words)
    #expect(try program.finish() == .exited(code: 2))
    #expect(program.error.lines.map(String.init) == mistake.said)
    #expect(program.output.bytes.isEmpty)
  }

  /// An argument holds at most 128 KiB; several are one text.
  @Test(
    "A megabyte of anything ends at once",
    arguments: [
      "(", ")", "not ", "not(", "exit and(", "[", "'", "\\", "code == 3 or ", "é", "\u{202E}",
    ]
  )
  func megabyte(part: String) throws {
    let argument = String(repeating: part, count: 120_000 / part.utf8.count)
    let program = try Program(
      [PmonBinary.path, "watch"] + Array(repeating: argument, count: 8))
    #expect(try program.finish() == .exited(code: 2))
    #expect(program.error.lines.count == 3)
    #expect(program.error.bytes.count < 1_000)
  }

  @Test("As large as may be, it is planned and explained", arguments: ["this", "6.1"])
  func large(kernel: String) throws {
    let processes = (0..<5_000).map { "\(100_000 + 2 * $0)" }.joined(separator: ",")
    let terms = (1...4_000).map { "pid == \(2 * $0)" }.joined(separator: " or ")
    for words in [["exit and pid in (", processes, ")"], [terms]] {
      let program = try Program([PmonBinary.path, "explain", "--kernel", kernel] + words)
      #expect(try program.finish() == .exited(code: 0))
      #expect(program.error.bytes.isEmpty)
      #expect(
        program.output.text.contains("a longer one is more than this kernel takes"))
    }
  }

  @Test("Bytes that are no text do no harm", arguments: ["\\377\\376", "\\302", "\\033]0;x\\007"])
  func bytes(text: String) throws {
    let program = try Program([
      "/bin/sh", "-c", "exec \(PmonBinary.path) watch \"exit $(printf '\(text)') cod\"",
    ])
    #expect(try program.finish() == .exited(code: 2))
    #expect(String(validating: program.error.bytes, as: UTF8.self) != nil)
    #expect(program.error.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A })
  }
}
