/// Something that happened to a task, as the kernel told it.
///
/// C: `struct proc_event`, `include/uapi/linux/cn_proc.h`.
public struct ProcessEvent: Hashable, Sendable {
  /// When it happened.
  public var time: KernelInstant
  /// The CPU on which the kernel made the message.
  public var cpu: UInt32
  /// The message's number on that CPU; events that a filter withheld are counted too.
  public var sequence: UInt32
  /// What happened.
  public var payload: Payload

  /// Makes an event of its parts.
  @inlinable
  public init(time: KernelInstant, cpu: UInt32, sequence: UInt32, payload: Payload) {
    self.time = time
    self.cpu = cpu
    self.sequence = sequence
    self.payload = payload
  }

  /// What happened, and to whom.
  @nonexhaustive
  public enum Payload: Hashable, Sendable {
    /// A process or a thread began. C: `PROC_EVENT_FORK`
    case fork(Fork)
    /// A process executes another program. C: `PROC_EVENT_EXEC`
    case exec(TaskID)
    /// A task's user ids changed. C: `PROC_EVENT_UID`
    case uid(CredentialChange)
    /// A task's group ids changed. C: `PROC_EVENT_GID`
    case gid(CredentialChange)
    /// A process became the leader of a session. C: `PROC_EVENT_SID`
    case sid(TaskID)
    /// A tracer attached or detached. C: `PROC_EVENT_PTRACE`
    case ptrace(Trace)
    /// A task changed its name. C: `PROC_EVENT_COMM`
    case comm(NameChange)
    /// A process dumps core; its exit follows. C: `PROC_EVENT_COREDUMP`
    case coredump(CoreDump)
    /// A *thread* ended; ``DeathTracker`` makes deaths of processes from these. C: `PROC_EVENT_EXIT`
    case exit(ThreadExit)
    /// A kind that this version does not know.
    case unknown(UnknownEvent)
  }

  /// The kernel's number for what happened.
  @inlinable public var kind: EventMask {
    switch payload {
    case .fork: .fork
    case .exec: .exec
    case .uid: .uid
    case .gid: .gid
    case .sid: .sid
    case .ptrace: .ptrace
    case .comm: .comm
    case .coredump: .coredump
    case .exit: .exit
    case .unknown(let event): EventMask(rawValue: event.what)
    }
  }

  /// The task that the event is about: of a fork, the new one; nil where the kind is unknown.
  @inlinable public var task: TaskID? {
    switch payload {
    case .fork(let fork): fork.child
    case .exec(let task), .sid(let task): task
    case .uid(let change), .gid(let change): change.task
    case .ptrace(let trace): trace.task
    case .comm(let change): change.task
    case .coredump(let dump): dump.task
    case .exit(let exit): exit.task
    case .unknown: nil
    }
  }
}
