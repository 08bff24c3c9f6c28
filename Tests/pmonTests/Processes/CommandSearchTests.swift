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

  @Test("The first that is a program is found, with its path from the root")
  func find() throws {
    let scratch = try ScratchFolder()
    for name in ["first/folder", "second"] { try scratch.makeFolder(name) }
    try scratch.write("", to: "first/tool", mode: 0o644)
    for name in ["second/tool", "second/folder"] { try scratch.write("", to: name) }
    let path = "\(scratch.path(of: "first")):\(scratch.path(of: "second"))"
    for name in ["tool", "folder"] {
      #expect(CommandSearch.find(name, path: path) == scratch.path(of: "second/\(name)"))
    }
    #expect(CommandSearch.find("other", path: path) == nil)
    #expect(CommandSearch.find("/", path: path) == nil)
  }

  @Test("A path from the current folder becomes one from the root", arguments: ["./", ""])
  func findHere(prefix: String) throws {
    let here = try Files.linkTarget(of: "/proc/self/cwd")
    let file = try #require(CommandSearch.find("sh", path: "/bin:/usr/bin"))
    let up = here.split(separator: "/").map { _ in "../" }.joined()
    #expect(
      CommandSearch.find("\(prefix)\(up)\(file.dropFirst())", path: nil)
        == "\(here)/\(up)\(file.dropFirst())")
  }
}
