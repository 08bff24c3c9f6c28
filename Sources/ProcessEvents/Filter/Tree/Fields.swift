extension Filter {
  /// A kind of event, as the language names it; `exit` is also `event == exit`.
  @nonexhaustive
  public enum Event: String, CaseIterable, Hashable, Sendable {
    /// A process or a thread began.
    case fork
    /// A process executes another program.
    case exec
    /// A process ended; where threads are the subject, a thread.
    case exit
    /// A process dumps core.
    case coredump
    /// A task changed its name.
    case comm
    /// A tracer attached or detached.
    case ptrace
    /// A task's user ids changed.
    case uid
    /// A task's group ids changed.
    case gid
    /// A process became the leader of a session.
    case sid

    /// The kernel's bit.
    public var mask: EventMask {
      switch self {
      case .fork: .fork
      case .exec: .exec
      case .exit: .exit
      case .coredump: .coredump
      case .comm: .comm
      case .ptrace: .ptrace
      case .uid: .uid
      case .gid: .gid
      case .sid: .sid
      }
    }
  }

  /// A word that is true or false by itself; false where it does not apply.
  @nonexhaustive
  public enum Flag: String, CaseIterable, Hashable, Sendable {
    /// An exit with a status other than 0: a code other than 0, or a signal.
    case abnormal
    /// An exit by a signal that left a core dump; the event `coredump` is another thing.
    case core
    /// An event of a thread that is not its process's first one; of a fork, a thread began and no
    /// process. The death of a process is its first thread's. Unknown for an unknown kind of event.
    case thread
  }

  /// A field that holds a number from 0 to 4294967295.
  @nonexhaustive
  public enum NumberField: String, CaseIterable, Hashable, Sendable {
    /// The process; of a fork, the child. In every event.
    case pid
    /// The thread; of a fork, the child. In every event.
    case tid
    /// The parent process. In fork, exit and coredump events; else, and where the exit of a thread does
    /// not tell it, from a process table.
    case ppid
    /// What an exit gave to `exit(3)`, 0 to 255. Applies to exits that no signal caused.
    case code
    /// The signal that caused an exit; as text also by name, such as `KILL` or `SIGKILL`.
    case signal
    /// The raw status that `wait(2)` gives. Applies to exits.
    case status
    /// The CPU on which the kernel made the event. In every event.
    case cpu
    /// The new real user id. Applies to uid events.
    case ruid
    /// The new effective user id. Applies to uid events.
    case euid
    /// The new real group id. Applies to gid events.
    case rgid
    /// The new effective group id. Applies to gid events.
    case egid
    /// The process that traces from now on, 0 where one stopped to. Applies to ptrace events.
    case tracer
    /// The process's effective user id, from a process table. The word alone is the event.
    case uid
  }

  /// A field that holds text: bytes that are UTF-8 as a rule.
  @nonexhaustive
  public enum TextField: String, CaseIterable, Hashable, Sendable {
    /// The new name of a task, at most 15 bytes. Applies to comm events. The word alone is the event.
    case comm
    /// The process's name, at most 15 bytes; from a process table.
    case name
    /// The path of the program; from a process table.
    case exe
    /// The arguments, joined by spaces; from a process table.
    case args
    /// The name of the effective user; from a process table.
    case user
    /// The path of the control group; from a process table.
    case cgroup
  }
}
