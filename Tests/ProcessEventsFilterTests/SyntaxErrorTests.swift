import ProcessEvents
import Testing

@Suite struct SyntaxErrorTests {
  /// Each error as it is shown; its second line is the text that was parsed.
  @Test(arguments: snapshots.split(separator: "\n\n"))
  func snapshot(_ snapshot: Substring) throws {
    let source = String(snapshot.split(separator: "\n")[1].dropFirst(2))
    #expect(rendered(source) == String(snapshot))
  }

  @Test(arguments: [
    // A tab takes one column, a wide character two, what is joined to another none.
    ("exit and\t\tcoer", "exit and  coer", "          ^~~~"),
    ("user == 'é' or exot", "user == 'é' or exot", "               ^~~~"),
    ("user == 'e\u{301}' or exot", "user == 'e\u{301}' or exot", "               ^~~~"),
    ("user == '日本' or exot", "user == '日本' or exot", "                  ^~~~"),
    ("user == '👩‍👩‍👧' or exot", "user == '👩‍👩‍👧' or exot", "                ^~~~"),
    ("exit or 日", "exit or 日", "        ^~"),
    // Only the line at fault is shown.
    ("exit\n  and coer\nand fork", "  and coer", "      ^~~~"),
    ("exit\r\nand coer\r\n", "and coer ", "    ^~~~"),
    ("exit and\n\n", "exit and", "        ^"),
    ("name == 'a\nb'", "name == 'a", "        ^~"),
    // Nothing that a terminal would obey.
    ("exot or name == '\u{1B}[2J\u{202E}'", "exot or name == '\u{FFFD}[2J\u{FFFD}'", "^~~~"),
    ("exit and \0", "exit and \u{FFFD}", "         ^"),
  ])
  func place(source: String, shown: String, marks: String) {
    #expect(place(of: source) == "  \(shown)\n  \(marks)")
  }

  @Test func longLinesAreCut() {
    let numbers = (1...100).map(String.init).joined(separator: ", ")
    let examples = [
      (
        "pid in (\(numbers), x, \(numbers))",
        "  … 97, 98, 99, 100, x, 1, 2, 3…\n                     ^"
      ),
      (
        "pid in (\(numbers)",
        "  …6, 97, 98, 99, 100\n                     ^"
      ),
      (
        "exot and pid in (\(numbers))",
        "  exot and pid in (1, 2, 3, 4, …\n  ^~~~"
      ),
      (
        "pid == " + String(repeating: "9", count: 300),
        "  pid == 9999999999999999999999…\n         ^~~~~~~~~~~~~~~~~~~~~~"
      ),
      (
        String(repeating: "(", count: 1_000_000),
        "  …((((((((((((((((((((((((((((…\n                     ^"
      ),
    ]
    for (source, shown) in examples { #expect(place(of: source, width: 30) == shown) }
  }

  @Test func placeAsData() throws {
    let error = try #require(throws: Filter.SyntaxError.self) {
      try Filter(parsing: "user == 'é'\n  or exot")
    }
    #expect(error.reason == .unknownWord("exot"))
    #expect(error.suggestions == ["exit"])
    #expect(error.bytes == 18..<22)
    #expect(error.line == 2)
    #expect(error.columns == 6..<10)
  }

  @Test func bytesThatAreNoText() throws {
    let bytes = Array("name == '".utf8) + [0xFF, 0xFE] + Array("' exot".utf8)
    let error = try #require(throws: Filter.SyntaxError.self) { try Filter(parsing: bytes) }
    #expect(error.columns == 14..<18)
    #expect(
      error.rendered(String(decoding: bytes, as: UTF8.self))
        == """
        expected "and", "or" or the end, found "exot"
          name == '\u{FFFD}\u{FFFD}' exot
                       ^~~~
        """)
  }

  private func rendered(_ source: String, width: Int = 78) -> String {
    do throws(Filter.SyntaxError) {
      return "parsed: \(try Filter(parsing: source))"
    } catch {
      return error.rendered(source, width: width)
    }
  }

  /// The lines behind the first.
  private func place(of source: String, width: Int = 78) -> String {
    rendered(source, width: width).split(separator: "\n").dropFirst().joined(separator: "\n")
  }

  private static let snapshots = #"""
    unknown word "exot"; did you mean "exit"?
      exot and code != 0
      ^~~~

    expected an event, a field, a flag, "not" or "(", found the end
      exit and
              ^

    expected an event, a field, a flag, "not" or "(", found "and"
      exit and and core
               ^~~

    expected "and", "or" or ")", found the end
      (exit or fork
                   ^

    expected "and", "or" or the end, found ")"
      exit)
          ^

    expected an event, a field, a flag, "not" or "(", found ")"
      ()
       ^

    expected "and", "or" or the end, found "code"
      exit code != 0
           ^~~~

    expected "and", "or" or the end, found "adn"; did you mean "and"?
      exit adn core
           ^~~

    unexpected "&&"; did you mean "and"?
      exit && core
           ^~

    unexpected "||"; did you mean "or"?
      exit || core
           ^~

    unexpected "!"; did you mean "not"?
      !exit
      ^

    expected an event, a field, a flag, "not" or "(", found the end
      not
         ^

    expected a comparison such as "==" or "in", found the end
      code
          ^

    expected a comparison such as "==" or "in", found "3"
      code 3
           ^

    unexpected "="; did you mean "=="?
      code = 3
           ^

    unexpected "=~"; did you mean "~"?
      code =~ 3
           ^~

    expected a number, found "three"
      code == three
              ^~~~~

    expected a number, found "'x'"
      code == 'x'
              ^~~

    expected "and", "or" or the end, found ".."; did you mean "in (…)"?
      code == 1..5
               ^~

    "code" is no text, so it matches no pattern
      code ~ '1*'
           ^

    expected "(", found "5"
      code in 5
              ^

    expected "," or ")", found "2"
      code in (1 2)
                 ^

    expected a number, found ")"
      code in (1,)
                 ^

    the range's first number is greater than its last; did you mean "1..5"?
      code in (5..1)
               ^~~~

    unexpected "."; did you mean ".."?
      code in (1.5)
                ^

    expected "in", found "("
      code not (1)
               ^

    numbers are from 0 to 4294967295
      code == -1
              ^~

    "12ab" is no number
      code == 12ab
              ^~~~

    numbers are from 0 to 4294967295
      code == 4294967296
              ^~~~~~~~~~

    "0x" is no number
      pid in (0x..5)
              ^~

    unknown signal "KIL"; did you mean "KILL"?
      signal == KIL
                ^~~

    unknown signal "SIGTREM"; did you mean "TERM"?
      signal == SIGTREM
                ^~~~~~~

    unknown signal "FOO"
      signal in (TERM, FOO)
                       ^~~

    expected a signal's name or number, found "'KILL'"
      signal == 'KILL'
                ^~~~~~

    "exit" has no value to compare; did you mean "code" or "signal" or "status"?
      exit == 3
      ^~~~

    "gid" has no value to compare; did you mean "rgid" or "egid"?
      gid == 100
      ^~~

    "sid" has no value to compare
      sid > 4
      ^~~

    "abnormal" has no value to compare
      abnormal == 1
      ^~~~~~~~

    "thread" has no value to compare; did you mean "tid"?
      thread == 5
      ^~~~~~

    expected "and", "or" or the end, found "not"
      exit not core
           ^~~

    expected "and", "or" or the end, found "not"
      uid not core
          ^~~

    expected a number, found "root"; did you mean "user"?
      uid == root
             ^~~~

    expected a text in quotes, found "1000"; did you mean "uid"?
      user == 1000
              ^~~~

    expected a comparison such as "==" or "in", found the end
      name
          ^

    expected "and", "or" or the end, found "sh"
      name == bash sh
                   ^~

    a pattern is compared with "~"; as a text it needs quotes
      name == ora_*
              ^~~~~

    "and" is a word of the language; as a text it needs quotes
      name == and
              ^~~

    "euid" is a word of the language; as a text it needs quotes
      name == euid
              ^~~~

    "name" has no order
      name < bash
           ^

    the text has no closing quote
      name == "bash
              ^~~~~

    after a backslash come \, ", ', n, t or xNN
      name == "ba\qsh"
                 ^~

    after a backslash come \, ", ', n, t or xNN
      name == "\x4"
               ^~

    expected an event, found "exot"; did you mean "exit"?
      event == exot
               ^~~~

    expected an event, found "3"
      event == 3
               ^

    "event" has no order
      event < exit
            ^

    "event" is no text, so it matches no pattern
      event ~ 'e*'
            ^

    "ancestor" has no order
      ancestor > 3
               ^

    unknown word "EXIT"; did you mean "exit"?
      EXIT
      ^~~~

    unknown word "exitcode"; did you mean "code"?
      exitcode != 0
      ^~~~~~~~

    unknown word "cmdline"; did you mean "args"?
      cmdline ~ x
      ^~~~~~~

    unknown word "Code"; did you mean "code"?
      Code == 3
      ^~~~

    unexpected "é"
      é == 3
      ^

    unexpected "é"
      exit and é
               ^

    unexpected ";"
      exit ; fork
           ^

    unexpected "$"
      pid == $PID
             ^

    numbers are from 0 to 4294967295
      pid == 0xFFFFFFFFF
             ^~~~~~~~~~~

    unknown word "supercalifragilisticexpialidocio…"
      supercalifragilisticexpialidocious-and-more
      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
    """#
}
