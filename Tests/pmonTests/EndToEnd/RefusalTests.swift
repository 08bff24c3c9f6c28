import CLinux
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("What it cannot do")
  struct RefusalTests {
    @Test(
      "A wrong request ends with 2 and a line on what is wrong",
      arguments: [
        ["watch", "--nonsense"], ["watch", "-e", "spoon"], ["watch", "-x", "-e", "fork"], ["stir"],
        ["stat", "--for", "soon"], ["watch", "stray", "words"], ["watch", "code =="],
      ])
    func usage(arguments: [String]) throws {
      let program = try Program([PmonBinary.path] + arguments)
      #expect(try program.finish() == .exited(code: 2))
      #expect(["Error: ", "pmon: "].contains { program.error.text.hasPrefix($0) })
      #expect(program.output.bytes.isEmpty)
    }

    @Test(
      "Help and version are no errors", arguments: [["--help"], ["help", "watch"], ["--version"]])
    func help(arguments: [String]) throws {
      let program = try Program([PmonBinary.path] + arguments)
      #expect(try program.finish() == .exited(code: 0))
      #expect(program.error.bytes.isEmpty)
      #expect(!program.output.bytes.isEmpty)
    }

    @Test(
      "In a namespace that the kernel does not serve it ends with 3 and says what to do",
      .enabled(if: Host.isRoot, "only root makes namespaces everywhere"),
      arguments: [
        ("-n", "network namespace"), ("-pf", "PID namespace"), ("-Ur", "user namespace"),
      ])
    func namespaces(option: String, name: String) throws {
      let program = try Program(
        ServedConnector.hidingRun + [
          "unshare", option, PmonBinary.path, "watch", "-x", "--for", "5s",
        ])
      #expect(try program.finish() == .exited(code: 3))
      #expect(program.output.bytes.isEmpty)
      #expect(program.error.lines.count == 1)
      #expect(program.error.text.contains("child \(name)"))
      #expect(program.error.text.contains("; run it "))
    }
  }
}
