import CLinux
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

extension EndToEnd {
  @Suite("record")
  struct RecordTests {
    private let folder: TemporaryFolder
    private let file: String

    init() throws {
      folder = try TemporaryFolder()
      file = folder.path("capture")
    }

    private func replay(_ arguments: [String] = []) throws -> (Program, ProcessEvents.ExitStatus) {
      let program = try Program([PmonBinary.path, "replay", file] + arguments)
      return (program, try program.finish())
    }

    @Test(
      "A replay prints the very bytes that watch prints",
      arguments: [
        [], ["--json"], ["--json", "--args", "--user", "--cgroup", "--exe"],
        ["--threads", "--utc"],
        ["--no-names"], ["-x", "--color", "always"], ["--tree", "-e", "fork,exec,exit"],
        ["--json", "exit and name == \"sh\""], ["--no-names", "exit and code == 3"],
      ])
    func identical(options: [String]) throws {
      // To a file, as a pipe that nobody reads for a while keeps it waiting.
      let script = "exec \"$0\" record --watch \"$@\" > '\(folder.path("watched"))'"
      let record = try Program(["/bin/sh", "-c", script, PmonBinary.path, file] + options)
      #expect(try record.read { $0.error.text.hasPrefix("pmon: watching ") })
      let children = try EndedChild.mixed(30)
      usleep(100_000)
      record.send(signal: SIGTERM)
      #expect(try record.finish() == .exited(code: 0))
      #expect(record.error.lines.count == 2)

      // The filter and the kinds are in the capture.
      let format = options.enumerated().filter { index, option in
        option.hasPrefix("--") || index > 0 && options[index - 1] == "--color"
      }.map(\.element)
      let (replayed, status) = try replay(format)
      #expect(status == .exited(code: 0))
      let isSame = try replayed.output.bytes == folder.read("watched")
      #expect(isSame)
      #expect(
        replayed.output.text.contains(" \(children[1].process) ") || options.contains("--json"))
      if options.contains("--json") {
        #expect(replayed.output.text.contains("\"pid\":\(children[1].process),"))
      }
    }

    @Test("Other filters than the recorder's tell a part of what was recorded")
    func otherFilter() throws {
      let record = try Program([PmonBinary.path, "record", file])
      #expect(try record.read { $0.error.text.contains("\n") })
      let children = try EndedChild.mixed(12)
      usleep(100_000)
      record.send(signal: SIGINT)
      #expect(try record.finish() == .exited(code: 0))
      let filter = "exit and ppid == \(HostFacts.processID) and abnormal"
      let (replayed, _) = try replay(["--json", filter])
      let told = try replayed.output.lines.map { try WatchRecord($0) }
      let expected = children.filter { $0.status != 0 }.map(\.process)
      // Other tests have children at the same time.
      let own = told.compactMap(\.process?.pid).filter { id in
        children.contains { $0.process == id }
      }
      #expect(own == expected)
    }

    @Test("An existing file is left as it is, unless --force says otherwise")
    func existing() throws {
      _ = try folder.write(Array("precious".utf8), to: "capture")
      let refused = try Program([PmonBinary.path, "record", file, "--for", "100ms"])
      #expect(try refused.finish() == .exited(code: 1))
      #expect(refused.error.lines.count == 1)
      #expect(refused.error.text.contains("--force"))
      #expect(try folder.read("capture") == Array("precious".utf8))
      let forced = try Program([PmonBinary.path, "record", file, "--for", "100ms", "--force"])
      #expect(try forced.finish() == .exited(code: 0))
      #expect(try replay().1 == .exited(code: 0))
    }

    @Test("A capture is its owner's alone")
    func permissions() throws {
      let record = try Program([PmonBinary.path, "record", file, "--for", "100ms"])
      #expect(try record.finish() == .exited(code: 0))
      var status = stat()
      try systemCall("stat") { unsafe stat(file, &status) }
      #expect(status.st_mode & 0o777 == 0o600)
    }

    @Test("A recorder that is killed leaves all that it has written")
    func killed() throws {
      let record = try Program([PmonBinary.path, "record", file])
      #expect(try record.read { $0.error.text.contains("\n") })
      let child = try EndedChild("exit 42")
      var isWritten = false
      for _ in 0..<300 where !isWritten {
        isWritten = try replay(["--json"]).0.output.text.contains("\"pid\":\(child.process),")
        if !isWritten { usleep(100_000) }
      }
      #expect(isWritten)
      record.send(signal: SIGKILL)
      _ = try record.finish()
      let (replayed, status) = try replay(["--json", "exit and code == 42"])
      #expect(status == .exited(code: 0))
      #expect(replayed.output.text.contains("\"pid\":\(child.process),"))
      #expect(replayed.error.text.contains("without an end mark"))
    }

    @Test("A full disk ends it with 1 and one line, even when nothing happens")
    func fullDevice() throws {
      let record = try Program([PmonBinary.path, "record", "-e", "ptrace", "/dev/full"])
      #expect(try record.finish() == .exited(code: 1))
      #expect(record.error.lines.last?.contains("ENOSPC") == true)
    }

    @Test(
      "What was written before the disk was full can be replayed",
      .enabled(if: Host.isRoot, "only root makes file systems everywhere"))
    func fullDisk() throws {
      let pmon = PmonBinary.path
      let script = """
        mount -t tmpfs -o size=128k none '\(folder.path(""))' || exit 99
        i=0; (while [ $i -lt 20000 ]; do i=$((i + 1)); /bin/true; done) & load=$!
        timeout 60 '\(pmon)' record '\(file)'; echo "record $?" >&2
        kill $load
        '\(pmon)' replay '\(file)' > /dev/null; echo "replay $?" >&2
        """
      let program = try Program(["unshare", "-m", "/bin/sh", "-c", script])
      #expect(try program.finish() == .exited(code: 0))
      #expect(program.error.text.contains("ENOSPC"), "\(program.error.text)")
      #expect(program.error.text.contains("record 1\n"), "\(program.error.text)")
      #expect(program.error.text.contains("without an end mark"), "\(program.error.text)")
      #expect(program.error.text.contains("replay 0\n"), "\(program.error.text)")
    }

    @Test("Through a pipe it is replayed as it comes")
    func pipe() throws {
      let pmon = PmonBinary.path
      let program = try Program([
        "/bin/sh", "-c",
        "'\(pmon)' record - | '\(pmon)' replay - --json --count 1 'exit and code == 91'",
      ])
      #expect(try program.read { $0.error.text.contains("watching ") })
      _ = try EndedChild("exit 91")
      #expect(try program.finish() == .exited(code: 0))
      #expect(program.output.text.contains("\"code\":91"))
    }

    @Test("What is lost is recorded in its place")
    func loss() throws {
      let record = try Program([PmonBinary.path, "record", file, "--receive-buffer", "1KiB"])
      #expect(try record.read { $0.error.text.contains("\n") })
      record.send(signal: SIGSTOP)
      _ = try EndedChild.mixed(20)
      record.send(signal: SIGCONT)
      _ = try EndedChild("exit 0")
      usleep(100_000)
      record.send(signal: SIGTERM)
      #expect(try record.finish() == .exited(code: 0))
      let (replayed, _) = try replay(["--json"])
      let lost = try replayed.output.lines.map { try WatchRecord($0) }.compactMap(\.lost?.count)
        .reduce(0, +)
      #expect(lost > 0)
      #expect(record.error.text.contains(" \(lost) lost, "), "\(record.error.text)")
      #expect(replayed.error.text.contains(" \(lost) lost, "), "\(replayed.error.text)")
    }

    @Test("It needs another place than standard output for what --watch prints")
    func usage() throws {
      let program = try Program([PmonBinary.path, "record", "--watch", "-"])
      #expect(try program.finish() == .exited(code: 2))
    }
  }
}
