import Testing

@testable import ProcessMonitor

@Suite("Patterns of paths")
struct PathPatternTests {
  private func name(_ text: String, token: String? = nil) throws -> NamePattern {
    try NamePattern(text[...], NamePattern.Values(pid: 12, token: token))
  }

  @Test(
    "A wildcard means what glob(7) says",
    arguments: [
      ("*", ["a", "a.b"], ["", ".a"]), ("a*b*c", ["abc", "aXbYc", "abcbc"], ["ab", "abcd"]),
      ("?", ["a", "ä"], ["", "ab", "."]), ("[a-c]x", ["ax", "cx"], ["dx", "x"]),
      ("[!a-c]x", ["dx", "-x"], ["ax", ".x"]), ("[]-]", ["]", "-"], ["a"]),
      ("[a-]", ["a", "-"], ["b"]), ("\\*", ["*"], ["a"]), (".*", [".a"], ["a"]),
      ("**", ["a"], [".a"]),
    ] as [(String, [String], [String])])
  func wildcards(text: String, matching: [String], others: [String]) throws {
    let pattern = try name(text)
    for name in matching { #expect(pattern.matches(name), "\(text) \(name)") }
    for name in others where !name.isEmpty || text != "*" {
      #expect(!pattern.matches(name), "\(text) \(name)")
    }
  }

  @Test("Process 12 does not mean what belongs to 123 or 412")
  func neighbours() throws {
    let pattern = try name("*{pid}*")
    for name in ["12", "a12b", "x-12.sock", "12.3"] { #expect(pattern.matches(name), "\(name)") }
    for name in ["123", "412", "a123", "1212"] { #expect(!pattern.matches(name), "\(name)") }
    // Two places, of which the second one is its own.
    #expect(pattern.matches("123.12"))
    // What is written beside it is meant.
    #expect(try name("1{pid}3").matches("1123"))
    let token = try name("{token}*", token: "ab")
    #expect(token.matches("ab.sock") && token.matches("ab"))
    #expect(!token.matches("abc") && !token.matches("ab-2") && !token.matches("ab_x"))
  }

  @Test(
    "What leads elsewhere is refused",
    arguments: [
      "relative/{pid}", "", "/", "/a/", "/a/../b", "/a/./b", "/..", "/a/{token}/b", "/a\0b",
      "/a/{other}", "/a/{pid", "/a/pid}", "/a/[b", "/a/[z-a]", "/a\\", "/\\.\\./b",
      "/" + String(repeating: "a", count: 5000),
    ])
  func refused(text: String) {
    #expect(throws: ActionProblem.self) {
      try PathPattern(text, NamePattern.Values(pid: 12, token: ".."))
    }
  }

  @Test(
    "A token is no pattern and no path",
    arguments: ["a/b", "*", "a b", "", "ä", "a\n", "[a]", "{pid}"])
  func tokens(token: String) {
    #expect(throws: ActionProblem.self) {
      try PathPattern("/a/{token}", NamePattern.Values(pid: 12, token: token))
    }
  }

  @Test("A pattern that would take long to match does not")
  func backtracking() throws {
    let pattern = try name(String(repeating: "*a", count: 100) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 255)))
  }
}
