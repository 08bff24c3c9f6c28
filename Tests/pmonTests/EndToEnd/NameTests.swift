import CLinux
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("Names")
  struct NameTests {
    private static let count = 200

    /// Spawns short-lived programs while `watch` looks, and gives what it told of them.
    private func watch(by command: [String], _ options: String...) throws -> [WatchRecord] {
      let watch = try Program.subscribed(by: command, ["watch", "--json"] + options)
      var children: Set<Int32> = []
      for _ in 0..<NameTests.count {
        let child = try ChildProcess(["/bin/true"])
        _ = try child.wait()
        children.insert(child.id)
      }
      let shell = try ChildProcess([
        "/bin/sh", "-c", "for i in 1 2 3 4 5 6 7 8 9 10; do echo a | cat | wc -l; done",
      ])
      _ = try shell.wait()
      children.insert(shell.id)
      usleep(200_000)
      watch.send(signal: SIGTERM)
      #expect(try watch.finish() == .exited(code: 0))
      return try watch.output.lines.map { try WatchRecord($0) }.filter { record in
        guard let process = record.process else { return false }
        return children.contains(process.pid)
          || process.parentPid.map(children.contains) == true
      }
    }

    private static let truth: Set<String> = ["true", "sh", "cat", "wc"]

    @Test(
      "Root is told every name, and rightly",
      .enabled(if: Host.isRoot, "perf's side band takes root or CAP_PERFMON"))
    func asRoot() throws {
      let records = try watch(by: [PmonBinary.path], "-e", "exec,exit")
      let execs = records.filter { $0.event == "exec" }
      #expect(execs.count { $0.process?.executable?.name == "true" } == NameTests.count)
      for record in records {
        #expect(record.process?.executable?.state == nil, "\(record)")
        #expect(NameTests.truth.contains(record.process?.executable?.name ?? "?"), "\(record)")
      }
      let ends = records.filter { $0.event == "exit" && $0.process?.executable?.name == "true" }
      #expect(ends.count == NameTests.count)
      #expect(ends.allSatisfy { $0.process?.durationNs ?? 0 > 0 })
    }

    @Test(
      "Where names are looked up in /proc, none that is told without a mark is wrong",
      .enabled(if: Host.isRoot, "it becomes another user"))
    func asNobody() throws {
      let binary = try BinaryForOthers()
      let records = try watch(by: Host.asNobody + [binary.path], "-e", "fork,exec,exit")
      var programs: [Int32: String] = [:]
      for record in records {
        guard let process = record.process, let executable = process.executable else { continue }
        guard executable.state == nil, let name = executable.name else { continue }
        #expect(NameTests.truth.contains(name), "\(record)")
        // Once its program's name is known, an end cannot have another.
        if record.event == "exec" { programs[process.pid] = name }
        if record.event == "exit", let program = programs[process.pid] {
          #expect(name == program, "\(record)")
        }
      }
      #expect(!programs.isEmpty)
    }

    @Test(
      "A filter may ask for names, programs and ancestors",
      .enabled(if: Host.isRoot, "perf's side band takes root or CAP_PERFMON"),
      arguments: [
        "name == \"true\" and exit", "exe ~ \"*/true\" and exit",
        "exit and ancestor == \(HostFacts.processID) and name == \"true\"",
      ])
    func filters(filter: String) throws {
      let records = try watch(by: [PmonBinary.path], filter)
      #expect(records.count == NameTests.count, "\(records.count)")
      #expect(records.allSatisfy { $0.event == "exit" })
    }
  }
}
