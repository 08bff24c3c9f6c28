import CLinux
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization
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
      // It was looked for a hub as well, of which there may be one that serves nobody here.
      #expect(program.error.text.contains(", and "))
    }

    @Test(
      "In a child PID namespace it is not fooled by what others are told",
      .enabled(if: Host.isRoot && Host.isServed, "it takes root and a kernel that serves"))
    func amongListeners() throws {
      // A socket there that has joined hears all that this one is told, acknowledgements among it.
      let listener = try EventReader(.all)
      let isOver = Atomic(false)
      try withExtendedLifetime(listener) {
        let others = try Thread {
          while !isOver.load(ordering: .relaxed) { _ = try? EventReader(.all) }
        }
        for _ in 0..<5 {
          let program = try Program([
            "unshare", "-pf", PmonBinary.path, "watch", "-x", "--via", "kernel", "--for", "5s",
          ])
          #expect(try program.finish() == .exited(code: 3))
          #expect(program.output.bytes.isEmpty)
          #expect(program.error.text.contains("child PID namespace"))
        }
        isOver.store(true, ordering: .relaxed)
        others.join()
      }
    }
  }
}
