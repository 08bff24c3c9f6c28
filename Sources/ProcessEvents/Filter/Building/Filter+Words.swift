// Events and flags are filters by themselves.
extension Filter {
  /// A process or a thread began.
  public static let fork = event(.fork)
  /// A process executes another program.
  public static let exec = event(.exec)
  /// A process ended; where threads are the subject, a thread.
  public static let exit = event(.exit)
  /// A process dumps core.
  public static let coredump = event(.coredump)
  /// A task changed its name.
  public static let comm = event(.comm)
  /// A tracer attached or detached.
  public static let ptrace = event(.ptrace)
  /// A task's user ids changed.
  public static let uid = event(.uid)
  /// A task's group ids changed.
  public static let gid = event(.gid)
  /// A process became the leader of a session.
  public static let sid = event(.sid)

  /// An exit with a status other than 0.
  public static let abnormal = flag(.abnormal)
  /// An exit by a signal that left a core dump.
  public static let core = flag(.core)
  /// An event of a thread that is not its process's first one.
  public static let thread = flag(.thread)
}

// Fields, for `.pid.in(1, 2...50)`. The words `uid` and `comm` alone are events, so those two fields are
// spelled out: `Filter.NumberField.uid.in(…)`, `Filter.TextField.comm.in(…)`.
extension Filter {
  /// The process; of a fork, the child.
  public static let pid = NumberField.pid
  /// The thread; of a fork, the child.
  public static let tid = NumberField.tid
  /// The parent process.
  public static let ppid = NumberField.ppid
  /// The code of an exit that no signal caused.
  public static let code = NumberField.code
  /// The signal that caused an exit.
  public static let signal = SignalField.signal
  /// The raw status of an exit, as `wait(2)` gives it.
  public static let status = NumberField.status
  /// The CPU on which the kernel made the event.
  public static let cpu = NumberField.cpu
  /// The new real user id, of a uid event.
  public static let ruid = NumberField.ruid
  /// The new effective user id, of a uid event.
  public static let euid = NumberField.euid
  /// The new real group id, of a gid event.
  public static let rgid = NumberField.rgid
  /// The new effective group id, of a gid event.
  public static let egid = NumberField.egid
  /// The process that traces from now on, 0 where one stopped to.
  public static let tracer = NumberField.tracer
  /// The processes that forked this one and one another.
  public static let ancestor = AncestorField.ancestor

  /// The process's name, from a process table.
  public static let name = TextField.name
  /// The path of the program, from a process table.
  public static let exe = TextField.exe
  /// The arguments, joined by spaces, from a process table.
  public static let args = TextField.args
  /// The name of the effective user, from a process table.
  public static let user = TextField.user
  /// The path of the control group, from a process table.
  public static let cgroup = TextField.cgroup
}
