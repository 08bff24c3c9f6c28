public import ProcessEvents

/// What policies and filters ask about processes: the caller's knowledge.
///
/// Each requirement has a default that knows nothing, and what is not known is withheld. Answers must not change while
/// one event is published.
public protocol ProcessFacts: FilterFields, ~Copyable, ~Escapable {
  /// The effective user id of a process.
  func user(of task: TaskID, at time: KernelInstant) -> UInt32?

  /// The effective group id of a process.
  func group(of task: TaskID, at time: KernelInstant) -> UInt32?

  /// Whether a process is in a control group or one below it.
  func isInside(controlGroup: UInt64, _ task: TaskID, at time: KernelInstant) -> Bool

  /// The numbers of a task in a PID namespace, such as `NSpid` and `NStgid` in `/proc/PID/status` tell; nil where
  /// it is not visible there.
  func numbers(of task: TaskID, in namespace: PIDNamespace, at time: KernelInstant) -> TaskID?
}

extension ProcessFacts where Self: ~Copyable, Self: ~Escapable {
  public func user(of task: TaskID, at time: KernelInstant) -> UInt32? { nil }

  public func group(of task: TaskID, at time: KernelInstant) -> UInt32? { nil }

  public func isInside(controlGroup: UInt64, _ task: TaskID, at time: KernelInstant) -> Bool {
    false
  }

  public func numbers(
    of task: TaskID, in namespace: PIDNamespace, at time: KernelInstant
  ) -> TaskID? { nil }
}

/// Users, groups and namespaces are not known either.
extension EventFieldsOnly: ProcessFacts {}

extension Policy.Scope {
  /// Whether a task is inside; of an unknown task only everything is.
  func contains<Facts: ProcessFacts & ~Copyable & ~Escapable>(
    _ task: TaskID?, at time: KernelInstant, facts: borrowing Facts
  ) -> Bool {
    if case .everything = self { return true }
    guard let task else { return false }
    switch self {
    case .everything: return true
    case .user(let id): return facts.user(of: task, at: time) == id
    case .group(let id): return facts.group(of: task, at: time) == id
    case .controlGroup(let id): return facts.isInside(controlGroup: id, task, at: time)
    case .namespace(let namespace):
      return facts.numbers(of: task, in: namespace, at: time) != nil
    }
  }
}
