import CLinux
import KernelInterface
import Testing

@Suite("Running a user's command")
struct CommandProcessTests {
  /// Runs a command to its end.
  private static func run(_ words: [String]) throws -> UInt32 {
    let command = try CommandProcess.start(words, signals: InheritedSignals())
    _ = try pollReadable(command.rawDescriptor, timeout: nil)
    guard case .ended(let status) = try command.nextChange()?.kind else {
      throw SystemCallError("it is readable and has not ended", .noChild)
    }
    #expect(try command.nextChange() == nil)
    #expect(throws: SystemCallError("pidfd_send_signal", .noSuchProcess)) {
      try command.send(signal: 0)
    }
    return status
  }

  @Test("It is found in PATH, and its status is told")
  func status() throws {
    #expect(try Self.run(["true"]) == 0)
    #expect(try Self.run(["sh", "-c", "exit 3"]) == 3 << 8)
    #expect(try Self.run(["sh", "-c", "kill -KILL $$"]) == UInt32(SIGKILL))
  }

  @Test("Arguments arrive as they were given, the first is the command's name")
  func arguments() throws {
    let folder = try ScratchFolder()
    let words = [
      "sh", "-c", "printf '%s|' \"$@\" >\"$0\"", folder.path(of: "out"), "", "a b", "*", "ü",
    ]
    #expect(try Self.run(words) == 0)
    #expect(try folder.read("out") == "|a b|*|ü|")
    #expect(
      try Self.run(["sh", "-c", "tr '\\0' ' ' </proc/$$/cmdline >\(folder.path(of: "out"))"]) == 0)
    #expect(try folder.read("out").hasPrefix("sh -c "))
  }

  @Test("A script without a first line that names its interpreter is the shell's")
  func script() throws {
    let folder = try ScratchFolder()
    try folder.write("exit $1\n", to: "script")
    #expect(try Self.run([folder.path(of: "script"), "4"]) == 4 << 8)
  }

  @Test("What cannot be run has the status that a shell gives")
  func refusals() throws {
    let folder = try ScratchFolder()
    try folder.write("exit 0\n", to: "plain", mode: 0o644)
    try folder.write("#!/nonexistent/interpreter\n", to: "lost")
    try folder.write("\u{7F}ELF\0\u{1}garbage", to: "garbage")
    try folder.makeFolder("folder")
    let expected: [(String, Int32)] = [
      ("no-such-command-anywhere", 127), ("", 127), (folder.path(of: "nothing"), 127),
      (folder.path(of: "lost"), 127), (folder.path(of: "plain"), 126),
      (folder.path(of: "folder"), 126), (folder.path(of: "garbage"), 126),
      (folder.path(of: "plain/below"), 126),
    ]
    for (name, status) in expected {
      let error = #expect(throws: CommandError.self, "\(name)") { _ = try Self.run([name]) }
      #expect(error?.shellStatus == status, "\(name): \(error?.description ?? "")")
    }
  }

  @Test("What may not be run does not hide what comes later in PATH, and counts where nothing does")
  func path() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try ScratchFolder()
      for name in ["first", "second"] { try folder.makeFolder(name) }
      try folder.write("exit 1\n", to: "first/command", mode: 0o644)
      try folder.write("#!/bin/sh\nexit 2\n", to: "second/command")
      let (first, second) = (folder.path(of: "first"), folder.path(of: "second"))
      unsafe setenv(
        "PATH", "/nonexistent:\(folder.path(of: "first/command")):\(first):\(second)", 1)
      #expect(try Self.run(["command"]) == 2 << 8)
      unsafe setenv("PATH", "\(first):/nonexistent", 1)
      let error = #expect(throws: CommandError.self) { _ = try Self.run(["command"]) }
      #expect(error == CommandError("command", .accessDenied))
    }
  }

  @Test("It begins with the signals that this process began with, not with what was made of them")
  func signals() async {
    await #expect(processExitsWith: .success) {
      // The threads on which tests run block nearly everything.
      var none = sigset_t()
      unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
      clinux_default_signal(SIGPIPE)
      clinux_ignore_signal(SIGUSR1)
      let before = InheritedSignals()
      let descriptor = try SignalDescriptor(JobControl.signals)
      ignoreBrokenPipeSignal()
      let folder = try ScratchFolder()
      for (signals, blocked, ignored) in [
        (before, 0 as UInt64, bit(SIGUSR1)),
        (
          InheritedSignals(), JobControl.signals.reduce(0) { $0 | bit($1) },
          bit(SIGUSR1) | bit(SIGPIPE)
        ),
      ] {
        let words = ["grep", "Sig", "/proc/self/status"]
        let shell = "exec \(words.joined(separator: " ")) >'\(folder.path(of: "out"))'"
        let command = try CommandProcess.start(["sh", "-c", shell], signals: signals)
        _ = try pollReadable(command.rawDescriptor, timeout: nil)
        #expect(try command.nextChange()?.kind == .ended(0))
        let text = try folder.read("out")
        let interesting = JobControl.signals.reduce(bit(SIGUSR1) | bit(SIGPIPE)) { $0 | bit($1) }
        #expect(set("SigBlk", in: text).map { $0 & interesting } == blocked, "\(text)")
        #expect(set("SigIgn", in: text).map { $0 & interesting } == ignored, "\(text)")
      }
      _ = descriptor.rawDescriptor
    }
  }

  @Test("A stop and an end are told without waiting, and signals reach it")
  func changes() throws {
    let command = try CommandProcess.start(["sleep", "60"], signals: InheritedSignals())
    #expect(try command.nextChange() == nil)
    try command.send(signal: SIGSTOP)
    var change: ChildChange?
    for _ in 0..<10_000 where change == nil {
      change = try command.nextChange()
      usleep(1000)
    }
    #expect(change == ChildChange(process: command.id, .stopped(signal: SIGSTOP)))
    #expect(try command.nextChange() == nil)
    try command.send(signal: SIGKILL)
    _ = try pollReadable(command.rawDescriptor, timeout: nil)
    #expect(try command.nextChange() == ChildChange(process: command.id, .ended(UInt32(SIGKILL))))
  }

  @Test("The reaper of orphans is told of theirs, too")
  func orphans() async {
    await #expect(processExitsWith: .success) {
      // Under a parent that ignores it, too, statuses are to be had.
      clinux_ignore_signal(SIGCHLD)
      try JobControl.reapOrphans()
      let script = "(sh -c 'kill -STOP $$; exit 7' & echo $! >\"$0\"); exit 2"
      let folder = try ScratchFolder()
      let command = try CommandProcess.start(
        ["sh", "-c", script, folder.path(of: "orphan")], signals: InheritedSignals())
      _ = try pollReadable(command.rawDescriptor, timeout: nil)
      let orphan = try #require(Int32(try folder.read("orphan").dropLast()))
      var changes: [ChildChange] = []
      for _ in 0..<10_000 where changes.count < 3 {
        guard let change = try ChildChange.next() else {
          usleep(1000)
          continue
        }
        if case .stopped = change.kind { kill(change.process, SIGCONT) }
        changes.append(change)
      }
      #expect(
        Set(changes) == [
          ChildChange(process: command.id, .ended(2 << 8)),
          ChildChange(process: orphan, .stopped(signal: SIGSTOP)),
          ChildChange(process: orphan, .ended(7 << 8)),
        ])
      #expect(try ChildChange.next() == nil)
    }
  }
}

private func bit(_ signal: Int32) -> UInt64 { 1 << UInt64(signal - 1) }

/// A set of signals in the text of `/proc/PID/status`.
private func set(_ name: String, in status: String) -> UInt64? {
  status.split(separator: "\n").first { $0.hasPrefix(name) }
    .flatMap { $0.split(separator: "\t").last }.flatMap { UInt64($0, radix: 16) }
}
