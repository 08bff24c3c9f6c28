/// What decides which fields an event has: its kind, and of an exit how it came about.
@nonexhaustive
public enum EventShape: UInt8, CaseIterable, Hashable, Sendable {
  /// A process or a thread began.
  case fork
  /// A process executes another program.
  case exec
  /// A task's user ids changed.
  case uid
  /// A task's group ids changed.
  case gid
  /// A process became the leader of a session.
  case sid
  /// A tracer attached or detached.
  case ptrace
  /// A task changed its name.
  case comm
  /// A process dumps core.
  case coredump
  /// An exit with status 0.
  case exitSuccess
  /// An exit with another status that no signal caused.
  case exitFailure
  /// An exit that a signal caused.
  case exitBySignal
  /// An event of a kind that this version does not know.
  case unknown
}

extension EventShape {
  /// Where a field's value is to be had.
  @nonexhaustive
  public enum Source: Hashable, Sendable {
    /// In the event.
    case event
    /// In the event where it is not 0 there, else in a process table: the parent in the exit of a thread,
    /// which the kernel does not always tell.
    case eventUnlessZero
    /// It applies, but only a process table can tell it.
    case table
    /// It applies, but nobody can tell it.
    case nowhere
    /// It does not apply.
    case absent
  }

  /// The kind as the language names it; nil where it is unknown.
  public var event: Filter.Event? {
    switch self {
    case .fork: .fork
    case .exec: .exec
    case .uid: .uid
    case .gid: .gid
    case .sid: .sid
    case .ptrace: .ptrace
    case .comm: .comm
    case .coredump: .coredump
    case .exitSuccess, .exitFailure, .exitBySignal: .exit
    case .unknown: nil
    }
  }

  /// The kinds that a listener asks for to get events of this shape; none where the kind is unknown.
  public var kinds: EventMask {
    switch self {
    case .exitFailure, .exitBySignal: .nonzeroExit
    default: event?.mask ?? []
    }
  }

  private var isExit: Bool { event == .exit }

  /// Where events of this shape have a number from.
  public func source(of field: Filter.NumberField) -> Source {
    switch field {
    case .cpu: .event
    case .code: self == .exitSuccess || self == .exitFailure ? .event : .absent
    case .signal: self == .exitBySignal ? .event : .absent
    case .status: isExit ? .event : .absent
    case .ruid, .euid: self == .uid ? .event : .absent
    case .rgid, .egid: self == .gid ? .event : .absent
    case .tracer: self == .ptrace ? .event : .absent
    case _ where self == .unknown: .nowhere
    case .pid, .tid: .event
    case .ppid where isExit: .eventUnlessZero
    case .ppid: self == .fork || self == .coredump ? .event : .table
    case .uid: .table
    }
  }

  /// The numbers that a field may have in events of this shape; everything where it is not in them.
  func possibleNumbers(of field: Filter.NumberField) -> ClosedRange<UInt32> {
    switch (field, self) {
    case (.code, .exitSuccess), (.status, .exitSuccess): 0...0
    case (.code, .exitFailure): 0...255
    case (.status, .exitFailure), (.status, .exitBySignal): 1...UInt32.max
    case (.signal, .exitBySignal): 1...127
    default: 0...UInt32.max
    }
  }

  /// Where events of this shape have a text from.
  public func source(of field: Filter.TextField) -> Source {
    switch (field, self) {
    case (.comm, .comm): .event
    case (.comm, _): .absent
    case (_, .unknown): .nowhere
    case (.name, _), (.exe, _), (.args, _), (.user, _), (.cgroup, _): .table
    }
  }
}

extension ProcessEvent {
  /// What decides which fields the event has.
  public var shape: EventShape {
    switch payload {
    case .fork: .fork
    case .exec: .exec
    case .uid: .uid
    case .gid: .gid
    case .sid: .sid
    case .ptrace: .ptrace
    case .comm: .comm
    case .coredump: .coredump
    case .exit(let exit):
      !exit.status.isAbnormal
        ? .exitSuccess : exit.status.signal == nil ? .exitFailure : .exitBySignal
    case .unknown: .unknown
    }
  }

  /// The death of a process as the exit of its first thread, which filters and readers of events take.
  public init(_ death: ProcessDeath) {
    self.init(
      time: death.time, cpu: death.cpu, sequence: 0,
      payload: .exit(
        ThreadExit(
          task: TaskID(leaderOf: death.process), status: death.status,
          exitSignal: UInt32(Signal.child.rawValue), parent: TaskID(leaderOf: death.parent))))
  }
}
