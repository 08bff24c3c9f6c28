import ProcessEvents

/// Payloads for tests to which it does not matter whom an event is about.
enum Payloads {
  static let task = TaskID(thread: ThreadID(101), process: ProcessID(100))
  static let other = TaskID(leaderOf: ProcessID(1))

  static func exit(_ status: ExitStatus) -> ThreadExit {
    ThreadExit(task: task, status: status, exitSignal: 17, parent: other)
  }

  /// One of each kind that the kernel sends.
  static let ofEachKind: [ProcessEvent.Payload] = [
    .fork(Fork(parent: other, child: task)),
    .exec(task),
    .uid(CredentialChange(task: task, real: 1, effective: 2)),
    .gid(CredentialChange(task: task, real: 1, effective: 2)),
    .sid(task),
    .ptrace(Trace(task: task, tracer: other)),
    .comm(NameChange(task: task, name: CommandName("name"))),
    .coredump(CoreDump(task: task, parent: other)),
    .exit(exit(.exited(code: 0))),
  ]
}

extension ProcessEvent {
  init(_ payload: Payload) {
    self.init(time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0, payload: payload)
  }
}

/// Testing has a type of this name, too.
typealias ExitStatus = ProcessEvents.ExitStatus
