import ProcessEvents

/// Events by name, for tables of examples.
enum Events {
  static let fork = event(.fork(Fork(parent: task(10), child: task(20))))
  static let threadFork = event(.fork(Fork(parent: task(10), child: task(20, thread: 21))))
  static let exec = event(.exec(task(20)))
  static let uid = event(.uid(CredentialChange(task: task(20), real: 1000, effective: 0)))
  static let gid = event(.gid(CredentialChange(task: task(20), real: 100, effective: 4)))
  static let sid = event(.sid(task(20)))
  static let attach = event(.ptrace(Trace(task: task(20), tracer: task(30))))
  static let detach = event(.ptrace(Trace(task: task(20), tracer: nil)))
  static let comm = event(
    .comm(NameChange(task: task(20, thread: 22), name: CommandName("ora_pmon_XE"))))
  static let coredump = event(.coredump(CoreDump(task: task(20), parent: task(10))))
  static let success = exit(.exited(code: 0))
  static let code3 = exit(.exited(code: 3))
  static let terminated = exit(.signaled(.terminate))
  static let killed = exit(.signaled(.kill))
  static let crashed = exit(.signaled(.segmentationFault, coreDumped: true))
  /// The kernel tells no parent with the exit of a mere thread.
  static let threadExit = event(
    .exit(
      ThreadExit(
        task: task(20, thread: 23), status: .exited(code: 3), exitSignal: .max, parent: task(0))))
  static let unknown = event(.unknown(UnknownEvent(what: 0x400, data: .init(repeating: 1))))

  static let all: [(name: String, event: ProcessEvent)] = [
    ("fork", fork), ("threadFork", threadFork), ("exec", exec), ("uid", uid), ("gid", gid),
    ("sid", sid), ("attach", attach), ("detach", detach), ("comm", comm),
    ("coredump", coredump), ("success", success), ("code3", code3), ("terminated", terminated),
    ("killed", killed), ("crashed", crashed), ("threadExit", threadExit), ("unknown", unknown),
  ]

  static func task(_ process: Int32, thread: Int32? = nil) -> TaskID {
    TaskID(thread: ThreadID(thread ?? process), process: ProcessID(process))
  }

  static func exit(_ status: ExitStatus) -> ProcessEvent {
    event(.exit(ThreadExit(task: task(20), status: status, exitSignal: 17, parent: task(10))))
  }

  static func event(_ payload: ProcessEvent.Payload) -> ProcessEvent {
    ProcessEvent(time: KernelInstant(nanoseconds: 1), cpu: 1, sequence: 1, payload: payload)
  }
}
