import CLinux
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessTable

/// Tests of the built binary that need nothing of the kernel.
@Suite("replay", .serialized)
struct ReplayTests {
  private let folder: TemporaryFolder
  private let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = try folder.write(try SampleCapture.bytes(), to: "sample")
  }

  private func replay(_ arguments: String...) throws -> (Program, ProcessEvents.ExitStatus) {
    let program = try Program([PmonBinary.path, "replay", "--utc"] + arguments)
    return (program, try program.finish())
  }

  @Test("What was recorded is told, and summed up")
  func text() throws {
    let (program, status) = try replay(file)
    #expect(status == .exited(code: 0))
    #expect(
      program.output.text == """
        Time             Event         PID    PPID  Process             Duration  Info
        15:20:05.010000  fork          200     100  shell                      -
        15:20:05.022000  exec          200       -  true                       -
        15:20:05.031000  exit          200     100  true                0.020000  0
        15:20:05.110000  fork          201     100  shell                      -
        15:20:05.122000  exec          201       -  three                      -
        15:20:05.131000  exit          201     100  three               0.020000  code 3
        15:20:05.210000  fork          202     100  shell                      -
        15:20:05.222000  exec          202       -  killed                     -
        15:20:05.231000  exit          202     100  killed              0.020000  signal 9 (Killed)

        """)
    #expect(program.error.lines.count == 1)
    #expect(
      program.error.text.hasPrefix("pmon: 9 events of 9 recorded in 0.2 s, 0 lost, replayed in "))
  }

  @Test(
    "Filters ask for what was recorded",
    arguments: [
      (["-x"], ["three", "killed"]),
      (["-e", "exec"], ["true", "three", "killed"]),
      (["name == \"three\"", "and", "exit"], ["three"]),
      (["exit and exe == \"/bin/true\""], ["true"]),
      (["exit and ancestor == 100 and signal == KILL"], ["killed"]),
      (["exit and ancestor == 7"], []),
      (["exit", "--count", "2"], ["true", "three"]),
      (["exit", "--count", "0"], []),
    ])
  func filters(arguments: [String], names: [String]) throws {
    let program = try Program([PmonBinary.path, "replay", file, "--json"] + arguments)
    #expect(try program.finish() == .exited(code: 0))
    let told = program.output.lines.map { line in
      names.first { line.contains("\"name\":\"\($0)\"") } ?? "\(line)"
    }
    #expect(told == names)
  }

  @Test("Options decide what is told, of what was recorded")
  func details() throws {
    let (plain, _) = try replay(file, "--json")
    #expect(!plain.output.text.contains("/bin/true"))
    let (exe, _) = try replay(file, "--json", "--exe")
    #expect(exe.output.text.contains("\"path\":\"/bin/true\""))
    let (unnamed, _) = try replay(file, "--no-names")
    #expect(unnamed.output.text.hasPrefix("Time             Event         PID    PPID  Info\n"))
    #expect(!unnamed.output.text.contains("true"))
    let (tree, _) = try replay(file, "--tree", "--no-header")
    #expect(tree.output.lines.count == 9)
  }

  @Test("A capture of events alone has no names, and is told all the same")
  func eventsAlone() throws {
    let file = try folder.write(try SampleCapture.bytes(recording: nil), to: "plain")
    let (program, status) = try replay(file, "exit and code == 3")
    #expect(status == .exited(code: 0))
    #expect(
      program.output.text == """
        Time             Event         PID    PPID  Info
        15:20:05.131000  exit          201     100  code 3

        """)
    let (names, _) = try replay(file, "name == \"three\"")
    #expect(names.output.lines.count == 1)
    #expect(names.error.text.contains("of 9 it is not known whether they match"))
  }

  @Test("From a pipe, or a file as standard input, it is the same")
  func pipe() throws {
    let (direct, _) = try replay(file)
    for command in [
      "cat '\(file)' | '\(PmonBinary.path)' replay --utc -",
      "'\(PmonBinary.path)' replay --utc - < '\(file)'",
    ] {
      let program = try Program(["/bin/sh", "-c", command])
      #expect(try program.finish() == .exited(code: 0))
      #expect(program.output.bytes == direct.output.bytes)
    }
  }

  @Test("What comes through a pipe is told as it comes")
  func live() throws {
    let bytes = try SampleCapture.bytes(endMark: false)
    let part = try folder.write(bytes, to: "part")
    // The writer leaves the pipe open until it is killed.
    let program = try Program([
      "/bin/sh", "-c",
      "(cat '\(part)'; exec sleep 600) | '\(PmonBinary.path)' replay --json -; kill $!",
    ])
    #expect(try program.read { $0.output.lines.count == 9 })
    let replayer = try #require(try children(of: program.id).first { $0.name == "pmon" })
    kill(replayer.id, SIGTERM)
    #expect(try program.read { $0.error.text.contains("9 events of 9 recorded") })
    for child in try children(of: program.id) { kill(child.id, SIGKILL) }
  }

  private func children(of parent: Int32) throws -> [(id: Int32, name: String)] {
    var children: [(id: Int32, name: String)] = []
    try ProcessList.visit { id in
      guard let facts = ProcessFacts.read(process: ProcessID(id), details: []),
        facts.parent == ProcessID(parent)
      else { return }
      children.append((id, facts.name.description))
    }
    return children
  }

  @Test("At any speed it is the same, and not before its time", arguments: ["1", "2.5", "1e9"])
  func speed(factor: String) throws {
    let (direct, _) = try replay(file)
    let begin = Clocks.monotonic
    let (program, status) = try replay(file, "--speed", factor)
    #expect(status == .exited(code: 0))
    #expect(program.output.bytes == direct.output.bytes)
    let seconds = 0.231 / (Double(factor) ?? 1) - 0.001
    #expect(Double(Clocks.monotonic - begin) / 1e9 >= seconds)
  }

  @Test("A signal ends a slow replay, with the summary")
  func interrupted() throws {
    let program = try Program([PmonBinary.path, "replay", file, "--speed", "0.0001"])
    // It waits for the first event by now, or will see the signal when it does.
    #expect(try program.read { $0.output.text.contains("\n") })
    program.send(signal: SIGINT)
    #expect(try program.finish() == .exited(code: 0))
    #expect(program.error.text.contains("pmon: 0 events of "))
  }
}
