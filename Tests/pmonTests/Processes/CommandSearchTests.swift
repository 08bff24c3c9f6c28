import KernelInterface
import Testing

@Suite("Where a command is looked for")
struct CommandSearchTests {
  @Test(
    "As execvp does",
    arguments: [
      ("true", "/a:/b", ["/a/true", "/b/true"]), ("./true", "/a", ["./true"]),
      ("a/b", "/a", ["a/b"]), ("true", nil, ["/bin/true", "/usr/bin/true"]),
      ("true", "", ["./true"]), ("true", ":/a:", ["./true", "/a/true", "./true"]),
      ("", "/a", []),
    ] as [(String, String?, [String])])
  func candidates(name: String, path: String?, expected: [String]) {
    #expect(CommandSearch.candidates(for: name, path: path) == expected)
  }
}
