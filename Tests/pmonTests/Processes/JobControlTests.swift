import CLinux
import FoundationEssentials
import KernelInterface
import ProcessEvents
import Testing

@Suite("Passing signals on")
struct JobControlTests {
  @Test(
    "What somebody sends is passed on, what a key sends has arrived already",
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP])
  func forwarding(number: Int32) {
    #expect(JobControl.signals.contains(number))
    #expect(
      JobControl.forwarding(of: ReceivedSignal(number: number, isFromKernel: false)) == number)
    #expect(JobControl.forwarding(of: ReceivedSignal(number: number, isFromKernel: true)) == nil)
  }

  @Test("News of a child is for the parent alone", arguments: [true, false])
  func child(isFromKernel: Bool) {
    let signal = ReceivedSignal(number: SIGCHLD, isFromKernel: isFromKernel)
    #expect(JobControl.forwarding(of: signal) == nil)
  }

  @Test(
    "It stops with the command where the terminal has stopped that, and only then",
    arguments: [
      (.stopped(signal: SIGTSTP), true), (.stopped(signal: SIGTTIN), true),
      (.stopped(signal: SIGTTOU), true), (.stopped(signal: SIGSTOP), false),
      (.ended(UInt32(SIGTSTP)), false),
    ] as [(ChildChange.Kind, Bool)])
  func stopping(kind: ChildChange.Kind, stops: Bool) {
    #expect(JobControl.stopsBoth(ChildChange(process: 10, kind)) == stops)
  }

  @Test("A signal is passed on, and the command's end is the end")
  func passing() throws {
    for (signal, name) in [(SIGINT, "INT"), (SIGTERM, "TERM"), (SIGHUP, "HUP"), (SIGQUIT, "QUIT")] {
      let probe = try Self.probe(
        "trap 'echo \(name); exit 9' \(name); echo ready; while :; do sleep 0.01; done")
      #expect(try probe.read { $0.output.text.contains("ready") })
      probe.send(signal: signal)
      #expect(try probe.finish() == .exited(code: 9))
      #expect(probe.output.text == "ready\n\(name)\n")
    }
  }

  @Test("A command that a signal ends makes its runner end so")
  func deadly() throws {
    #expect(try Self.probe("kill -KILL $$").finish() == .signaled(.kill))
    #expect(try Self.probe("exit 5").finish() == .exited(code: 5))
    #expect(try Program([Self.path, "no-such-command-anywhere"]).finish() == .exited(code: 127))
  }

  @Test("It stops with a command that is told to stop, and both go on together")
  func stopping() throws {
    let probe = try Self.probe(
      "echo ready; kill -TSTP $$; echo went on; exit 4", leadsGroup: true)
    var status: Int32 = 0
    try systemCall("waitpid") { unsafe waitpid(probe.id, &status, WUNTRACED) }
    #expect(status == SIGSTOP << 8 | 0x7F)
    probe.send(signal: SIGCONT)
    #expect(try probe.finish() == .exited(code: 4))
    #expect(probe.output.text == "ready\nwent on\n")
  }

  @Test(
    "What a key at a terminal sends reaches the command once",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"),
      "there is no script(1) to make a terminal"))
  func terminal() throws {
    let script = """
      count=0; trap 'count=$((count + 1)); echo got $count' INT; trap 'echo had $count; exit 0' TERM
      echo ready; while :; do sleep 0.01; done
      """
    let folder = try ScratchFolder()
    try folder.write(script, to: "script")
    // script(1) makes the terminal; what it reads are keys, here Ctrl-C each time.
    let keys = """
      until grep -q ready out; do sleep 0.01; done
      for i in 1 2 3 4 5; do
        printf '\\003'; until grep -q "got $i" out; do sleep 0.01; done; sleep 0.05
      done
      kill -TERM $(cat pid); sleep 0.2
      """
    let command = "echo \\$\\$ >pid; exec \(Self.path) sh ./script"
    let terminal = try Program([
      "sh", "-c", "cd \(folder.path) && (\(keys)) | script -qefc \"\(command)\" /dev/null >out",
    ])
    #expect(try terminal.finish() == .exited(code: 0))
    let output = try folder.read("out")
    #expect(output.contains("had 5"), "\(output)")
  }

  /// Beside the debug build of pmon, whichever of its builds is tested.
  private static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/debug/CommandProbe").path()

  private static func probe(_ script: String, leadsGroup: Bool = false) throws -> Program {
    try Program([path, "sh", "-c", script], leadsGroup: leadsGroup)
  }
}
