import ProcessEvents
import TestSupport
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("", "", true), ("", "a", false), ("*", "", true), ("*", "a/b", true), ("**", "", true),
    ("a*", "a", true), ("*a", "ba", true), ("a*b*c", "axbxbxc", true), ("a*b*c", "axbxb", false),
    ("?", "é", true), ("?", "", false), ("??", "é", false), ("*?", "é", true), ("*??", "é", false),
    ("?", "\u{1F600}", true),
    ("[a-c]x", "bx", true), ("[a-c]x", "dx", false), ("[!a-c]", "d", true), ("[^a-c]", "a", false),
    ("[]]", "]", true), ("[!]]", "]", false), ("[]-a]", "^", true), ("[a-]", "-", true),
    ("[-a]", "-", true), ("[é-ü]", "ö", true), ("[z-a]", "m", false), ("[!z-a]", "m", true),
    ("[\\]]", "]", true), ("[[]", "[", true), ("[*]", "*", true), ("[*]", "a", false),
    ("[a", "[a", true), ("[", "[", true), ("[!", "[!", true), ("a[", "a[", true),
    ("\\*", "*", true), ("\\*", "a", false), ("a\\", "a\\", true), ("\\\\", "\\", true),
    ("ora_*_XE", "ora_pmon_XE", true), ("ora_*_XE", "ora_pmon_XEX", false),
    ("kworker/?:*", "kworker/0:1H", true), ("A", "a", false),
  ])
  func example(pattern: String, text: String, matches: Bool) {
    #expect(Filter.Text(pattern).matches(Array(text.utf8)) == matches)
  }

  @Test func bytesThatAreNoTextAreOneCharacterEach() {
    let bytes: [UInt8] = [0xC3, 0xFF, 0x41]
    #expect(Filter.Text("???").matches(bytes))
    #expect(!Filter.Text("??").matches(bytes))
    #expect(Filter.Text("[!a]*A").matches(bytes))
    #expect(Filter.Text(bytes: [0xC3, UInt8(ascii: "*")]).matches(bytes))
  }

  /// Against the plainest way to match, which takes exponential time.
  @Test(arguments: Seeds.chosen)
  func agreesWithTheDefinition(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<5000 {
      let pattern = String(
        decoding: random.text(of: Array("aab*?".utf8)).bytes.prefix(8), as: UTF8.self)
      let text = String(decoding: random.text(of: Array("aab".utf8)).bytes.prefix(8), as: UTF8.self)
      let expected = matches(Substring(pattern), Substring(text))
      let found = Filter.Text(pattern).matches(Array(text.utf8))
      #expect(found == expected, "\(pattern) on \(text)")
    }
  }

  private func matches(_ pattern: Substring, _ text: Substring) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    if first == "*" {
      return matches(rest, text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
    }
    guard let character = text.first, first == "?" || first == character else { return false }
    return matches(rest, text.dropFirst())
  }

  @Test(.timeLimit(.minutes(1)))
  func hostilePatternsEnd() {
    let name = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000)
    let stars = String(repeating: "a*", count: 2000) + "b"
    #expect(!Filter.Text(stars).matches(name))
    let longSegment = "*" + String(repeating: "a", count: 500) + "b*"
    #expect(!Filter.Text(longSegment).matches(name))
    #expect(!Filter.Text(String(repeating: "[", count: 100_000)).matches(name))
  }
}

extension Filter.Text {
  /// Whether it matches as a pattern.
  fileprivate func matches(_ text: [UInt8]) -> Bool { Filter.Glob(self).matches(text.span) }
}
