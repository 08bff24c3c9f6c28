/// A process or a thread that began.
public struct Fork: Hashable, Sendable {
  /// The new task's parent, also where a sibling thread made it.
  public var parent: TaskID
  /// The new task.
  public var child: TaskID

  /// Makes a fork of its parts.
  @inlinable public init(parent: TaskID, child: TaskID) {
    self.parent = parent
    self.child = child
  }

  /// Whether a process began, and not just a thread of one.
  @inlinable public var isProcess: Bool { child.isLeader }
}

/// Real and effective id of a user or a group, after a change.
public struct CredentialChange: Hashable, Sendable {
  /// The task whose ids changed.
  public var task: TaskID
  /// The real id now.
  public var real: UInt32
  /// The effective id now.
  public var effective: UInt32

  /// Makes a change of its parts.
  @inlinable public init(task: TaskID, real: UInt32, effective: UInt32) {
    self.task = task
    self.real = real
    self.effective = effective
  }
}

/// A tracer that attached to a task or left it.
public struct Trace: Hashable, Sendable {
  /// The task that is traced, or was.
  public var task: TaskID
  /// Nil when the tracer left.
  public var tracer: TaskID?

  /// Makes an attachment, or its end where there is no tracer.
  @inlinable public init(task: TaskID, tracer: TaskID?) {
    self.task = task
    self.tracer = tracer
  }
}

/// A task's new name.
public struct NameChange: Hashable, Sendable {
  /// The task that has the name.
  public var task: TaskID
  /// The new name.
  public var name: CommandName

  /// Makes a change of name of its parts.
  @inlinable public init(task: TaskID, name: CommandName) {
    self.task = task
    self.name = name
  }
}

/// A process that dumps core.
public struct CoreDump: Hashable, Sendable {
  /// The thread that got the signal.
  public var task: TaskID
  /// The process's parent.
  public var parent: TaskID

  /// Makes a core dump of its parts.
  @inlinable public init(task: TaskID, parent: TaskID) {
    self.task = task
    self.parent = parent
  }
}

/// The end of one thread.
public struct ThreadExit: Hashable, Sendable {
  /// The thread that ended.
  public var task: TaskID
  /// The thread's status, which need not be that of its process.
  public var status: ExitStatus
  /// The signal that the parent gets: 17 (SIGCHLD) as a rule, `0xFFFF_FFFF` where a mere thread ended.
  public var exitSignal: UInt32
  /// The process's parent; 0 where a mere thread ended.
  public var parent: TaskID

  /// Makes an exit of its parts.
  @inlinable
  public init(task: TaskID, status: ExitStatus, exitSignal: UInt32, parent: TaskID) {
    self.task = task
    self.status = status
    self.exitSignal = exitSignal
    self.parent = parent
  }
}

/// An event of a kind that this version does not know, kept as it came.
public struct UnknownEvent: Sendable {
  /// The kernel's number of the kind.
  public var what: UInt32
  /// The event's data, C: `event_data`, in the machine's byte order.
  public var data: [24 of UInt8]

  /// Keeps an event as the kernel sent it.
  @inlinable public init(what: UInt32, data: [24 of UInt8]) {
    self.what = what
    self.data = data
  }
}

extension UnknownEvent: Hashable {
  public static func == (left: UnknownEvent, right: UnknownEvent) -> Bool {
    for index in 0..<24 where left.data[index] != right.data[index] { return false }
    return left.what == right.what
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(what)
    for index in 0..<24 { hasher.combine(data[index]) }
  }
}
