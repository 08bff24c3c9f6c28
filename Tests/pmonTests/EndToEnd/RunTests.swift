import FoundationEssentials
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("run")
  struct RunTests {
    private func run(_ arguments: String...) throws -> (
      status: ProcessEvents.ExitStatus, program: Program
    ) {
      let program = try Program([PmonBinary.path, "run"] + arguments)
      return (try program.finish(), program)
    }

    private func members(_ program: Program) throws -> [WatchRecord] {
      try program.error.lines.filter { $0.hasPrefix("{") }.map { try WatchRecord($0) }
    }

    @Test("Every member of a tree is told once, with its status and below its parent")
    func tree() throws {
      let script = "(exit 3) & (sh -c 'exit 4'; exit 5) & wait; kill -9 $$"
      let (status, program) = try run("--json", "sh", "-c", script)
      #expect(status == .exited(code: 137))
      let members = try members(program)
      let statuses = members.compactMap { $0.process?.exit?.rawStatus }.sorted()
      #expect(statuses == [9, 3 << 8, 4 << 8, 5 << 8], "\(program.error.text)")
      #expect(Set(members.compactMap { $0.process?.pid }).count == 4)
      let root = try #require(members.first?.process)
      #expect(members.count { $0.process?.parentPid == root.pid } == 2)
    }

    @Test("A pipeline of 40 members, in the background and waited for")
    func pipeline() throws {
      let script = (1...20).map { "sh -c 'exit \($0)' | true &" }.joined(separator: " ") + " wait"
      let (status, program) = try run("--json", "sh", "-c", script)
      #expect(status == .exited(code: 0))
      let statuses = try members(program).compactMap { $0.process?.exit?.code }.sorted()
      #expect(statuses == [UInt32](repeating: 0, count: statuses.count - 20) + Array(1...20))
    }

    @Test("It ends as the command does", arguments: [0, 1, 42, 255] as [UInt8])
    func status(code: UInt8) throws {
      let (status, program) = try run("sh", "-c", "exit \(code)")
      #expect(status == .exited(code: code))
      #expect(program.error.text.contains("pmon: sh ended with code \(code); 1 process,"))
    }

    @Test("As a shell does: 127 for no such command, 126 for one that cannot be run")
    func noCommand() throws {
      let (missing, program) = try run("/nonexistent/command")
      #expect(missing == .exited(code: 127))
      #expect(program.error.text == "pmon: there is no command /nonexistent/command\n")
      #expect(try run("/etc").status == .exited(code: 126))
      #expect(try run().status == .exited(code: 2))
    }

    @Test("Standard output is the command's alone")
    func output() throws {
      let (_, program) = try run("sh", "-c", "echo hello; exit 1")
      #expect(program.output.text == "hello\n")
    }

    @Test("Descendants that outlive the command are told to be running")
    func survivors() throws {
      let (status, program) = try run("--linger", "0", "sh", "-c", "sleep 3 >&- 2>&- & exit 6")
      #expect(status == .exited(code: 6))
      #expect(program.error.text.contains("still running"), "\(program.error.text)")
      let (_, lingering) = try run("--linger", "30s", "sh", "-c", "sleep 0.3 >&- 2>&- & exit 6")
      #expect(!lingering.error.text.contains("still running"), "\(lingering.error.text)")
    }

    @Test("The report can go to a file")
    func file() throws {
      let path =
        FileManager.default.temporaryDirectory.path() + "pmon-run-\(UInt32.random(in: 0 ... .max))"
      defer { try? FileManager.default.removeItem(atPath: path) }
      let (_, program) = try run("--output", path, "--", "false")
      #expect(!program.error.text.contains("PID"))
      let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
      #expect(text.contains("false"))
      #expect(text.contains("code 1  !"))
    }
  }
}
