import ProcessEvents
import Testing

/// What each filter says about the events of ``Events``: where it is true and where undecided; for all
/// others it must be false.
struct Example: CustomTestStringConvertible, Sendable {
  var filter: String
  var matches: Set<String>
  var undecided: Set<String>

  init(_ filter: String, _ matches: String, undecided: String = "") {
    self.filter = filter
    self.matches = Set(matches.split(separator: " ").map(String.init))
    self.undecided = Set(undecided.split(separator: " ").map(String.init))
  }

  var testDescription: String { filter }

  static let everything = Events.all.map(\.name).joined(separator: " ")
  static let exits = "success code3 terminated killed crashed threadExit"
  static let noExits =
    "fork threadFork exec uid gid sid attach detach comm coredump unknown"
}

@Suite struct ExampleTests {
  @Test(arguments: [
    Example("", Example.everything),
    Example("all", Example.everything),
    Example("not all", ""),
    Example("fork", "fork threadFork"),
    Example("uid", "uid"),
    Example("comm", "comm"),
    Example("ptrace", "attach detach"),
    Example("event == exit", Example.exits),
    Example("event != exit", Example.noExits),
    Example("event in (uid, gid)", "uid gid"),
    Example(
      "event not in (uid, gid)",
      "fork threadFork exec sid attach detach comm coredump unknown " + Example.exits),

    // The examples of the documentation.
    Example("exit and code != 0 and not signal in (TERM, INT)", "code3 threadExit"),
    Example("exit and abnormal and not signal in (TERM, INT)", "code3 threadExit killed crashed"),
    Example("exec or (exit and abnormal)", "exec code3 threadExit terminated killed crashed"),

    // A field that does not apply makes every comparison false, and `not` of it true.
    Example("code == 3", "code3 threadExit"),
    Example("code != 3", "success"),
    Example("code not in (3)", "success"),
    Example("code >= 0", "success code3 threadExit"),
    Example("not code == 3", Example.noExits + " success terminated killed crashed"),
    Example("not code != 3", Example.noExits + " code3 threadExit terminated killed crashed"),
    Example("exit and not code == 3", "success terminated killed crashed"),
    Example("signal == KILL", "killed"),
    Example("signal != KILL", "terminated crashed"),
    Example("signal in (9, SIGSEGV)", "killed crashed"),
    Example("signal not in (9, 11)", "terminated"),
    Example("signal < 10", "killed"),
    Example("exit and not signal == kill", "success code3 threadExit terminated crashed"),
    Example("tracer == 30", "attach"),
    Example("tracer == 0", "detach"),
    Example("tracer != 30", "detach"),

    // Fields of the events.
    Example("status == 0x300", "code3 threadExit"),
    Example("status == 0x8b", "crashed"),
    Example("status > 0", "code3 threadExit terminated killed crashed"),
    Example("abnormal", "code3 threadExit terminated killed crashed"),
    Example("exit and not abnormal", "success"),
    Example("core", "crashed"),
    Example("ruid == 1000", "uid"),
    Example("euid == 0", "uid"),
    Example("rgid == 100 and egid == 4", "gid"),
    Example("comm ~ 'ora_*'", "comm"),
    Example("comm !~ ora_*", ""),
    Example("comm == ora_pmon_XE", "comm"),
    Example("comm != 'a name that is too long'", "comm"),
    Example("cpu == 1", Example.everything),
    Example("cpu > 1", ""),
    Example("pid in ()", "", undecided: "unknown"),

    // A fork's pid is the child's, its ppid the parent's.
    Example("fork and pid == 20 and ppid == 10", "fork threadFork"),
    Example("tid == 21", "threadFork", undecided: "unknown"),
    Example("thread", "threadFork comm threadExit", undecided: "unknown"),
    Example("exit and not thread", "success code3 terminated killed crashed"),
    Example("pid in (1, 15..20) and exec", "exec"),
    Example(
      "ppid == 10 and exit", "success code3 terminated killed crashed", undecided: "threadExit"),
    Example("ppid != 10 and exit", "", undecided: "threadExit"),

    // What is unknown decides nothing.
    Example("exec and ppid == 10", "", undecided: "exec"),
    Example("exec and not ppid == 10", "", undecided: "exec"),
    Example("exec and ppid in ()", "", undecided: "exec"),
    Example("exec or name == bash", "exec", undecided: withoutExec),
    Example("exec and (pid == 1 or name == bash)", "", undecided: "exec"),
    Example("exec and (pid == 20 or name == bash)", "exec"),
    Example("exec and pid == 1 and name == bash", ""),
    Example("uid and uid == 1000", "", undecided: "uid"),
    Example("sid and ancestor == 1", "", undecided: "sid"),
    Example("sid and ancestor != 1", "", undecided: "sid"),
    Example("cpu == 1 and pid == 20 and not name !~ '*'", "", undecided: Example.everything),
  ])
  func example(_ example: Example) throws {
    let filter = try Filter(parsing: example.filter)
    let compiled = CompiledFilter(filter)
    for (name, event) in Events.all {
      let expected: Filter.Truth =
        example.matches.contains(name)
        ? .true : example.undecided.contains(name) ? .undecided : .false
      #expect(filter.evaluate(event) == expected, "tree, \(name)")
      #expect(compiled.evaluate(event) == expected, "compiled, \(name)")
    }
  }

  private static let withoutExec = Events.all.map(\.name).filter { $0 != "exec" }
    .joined(separator: " ")

  @Test(arguments: [
    ("name == bash", Filter.Truth.true), ("name != bash", .false), ("name ~ 'b*'", .true),
    ("name in (sh, bash)", .true), ("name not in (sh, bash)", .false),
    ("uid == 1000", .true), ("uid != 1000", .false), ("ppid == 7", .true), ("ppid > 7", .false),
    ("ancestor == 7", .true), ("ancestor in (1..3)", .true), ("ancestor == 5", .undecided),
    ("ancestor != 7", .false), ("not ancestor == 5", .undecided), ("user == root", .undecided),
    // There is no program file: comparisons are false, not undecided.
    ("exe == '/bin/sh'", .false), ("exe != '/bin/sh'", .false), ("not exe == '/bin/sh'", .true),
  ])
  func processTable(text: String, expected: Filter.Truth) throws {
    let processes = KnownProcesses(
      numbers: [.uid: .known(1000), .ppid: .known(7)],
      texts: [.name: .known("bash"), .exe: .absent], ancestors: [7, 1])
    let filter = try Filter(parsing: text)
    #expect(filter.evaluate(Events.exec, fields: processes) == expected)
    #expect(CompiledFilter(filter).evaluate(Events.exec, fields: processes) == expected)
  }

  @Test(arguments: [
    ("exit and abnormal and not thread", true), ("pid == 20 and tid == 20 and ppid == 10", true),
    ("signal == SEGV and core", true), ("code == 0", false), ("cpu == 2", true), ("fork", false),
  ])
  func deathIsTheLeadersExit(text: String, matches: Bool) throws {
    let death = ProcessDeath(
      process: ProcessID(20), parent: ProcessID(10),
      status: .signaled(.segmentationFault, coreDumped: true),
      time: KernelInstant(nanoseconds: 5), cpu: 2)
    let filter = CompiledFilter(try Filter(parsing: text))
    #expect(filter.evaluate(death) == Filter.Truth(matches))
  }
}
