internal import ProcessEvents

extension ProcessEvent {
  /// The event as somebody may see it, his scope apart; nil where it is withheld.
  func seen<Facts: ProcessFacts & ~Copyable & ~Escapable>(
    by policy: Policy, facts: borrowing Facts
  ) -> ProcessEvent? {
    if policy.visible == .all && policy.numbers == nil { return self }
    guard let payload = payload.redacted(to: policy.visible) else { return nil }
    var event = self
    event.payload = payload
    guard let namespace = policy.numbers else { return event }
    guard
      let translated = payload.translated({ [time] in
        facts.numbers(of: $0, in: namespace, at: time)
      })
    else { return nil }
    event.payload = translated
    return event
  }
}

extension ProcessEvent.Payload {
  /// What is left of it without the fields that are not visible; nil where nothing true is.
  func redacted(to visible: EventFields) -> ProcessEvent.Payload? {
    let parentless = !visible.contains(.parent)
    switch self {
    case .fork(var fork):
      if parentless { fork.parent = .none }
      return .fork(fork)
    case .exit(var exit):
      if parentless { exit.parent = .none }
      if !visible.contains(.status) { exit.status = ExitStatus(rawValue: 0) }
      return .exit(exit)
    case .coredump(var dump):
      if parentless { dump.parent = .none }
      return .coredump(dump)
    case .uid(var change), .gid(var change):
      if !visible.contains(.credentials) { (change.real, change.effective) = (0, 0) }
      if case .uid = self { return .uid(change) }
      return .gid(change)
    case .comm(var change):
      if !visible.contains(.name) { change.name = CommandName(bytes: .init(repeating: 0)) }
      return .comm(change)
    case .ptrace(let trace):
      return trace.tracer == nil || visible.contains(.tracer) ? self : nil
    case .exec, .sid: return self
    case .unknown: return visible.contains(.unknown) ? self : nil
    }
  }

  /// The same with other numbers. A parent that has none becomes 0; nil where the task itself has none, or its
  /// tracer, which as 0 would say that it stopped tracing. Of unknown kinds nobody knows which numbers are ids.
  func translated(_ numbers: (TaskID) -> TaskID?) -> ProcessEvent.Payload? {
    func parent(_ task: TaskID) -> TaskID { task == .none ? .none : numbers(task) ?? .none }
    switch self {
    case .fork(let fork):
      return numbers(fork.child).map { .fork(Fork(parent: parent(fork.parent), child: $0)) }
    case .exec(let task): return numbers(task).map { .exec($0) }
    case .sid(let task): return numbers(task).map { .sid($0) }
    case .uid(var change), .gid(var change):
      guard let task = numbers(change.task) else { return nil }
      change.task = task
      if case .uid = self { return .uid(change) }
      return .gid(change)
    case .ptrace(let trace):
      guard let task = numbers(trace.task) else { return nil }
      guard let tracer = trace.tracer else { return .ptrace(Trace(task: task, tracer: nil)) }
      return numbers(tracer).map { .ptrace(Trace(task: task, tracer: $0)) }
    case .comm(var change):
      guard let task = numbers(change.task) else { return nil }
      change.task = task
      return .comm(change)
    case .coredump(let dump):
      return numbers(dump.task).map { .coredump(CoreDump(task: $0, parent: parent(dump.parent))) }
    case .exit(var exit):
      guard let task = numbers(exit.task) else { return nil }
      exit.task = task
      exit.parent = parent(exit.parent)
      return .exit(exit)
    case .unknown: return nil
    }
  }
}

extension TaskID {
  /// What the kernel writes where there is none, or none that may be seen.
  fileprivate static let none = TaskID(leaderOf: ProcessID(0))
}
