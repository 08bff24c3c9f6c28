package import ProcessEvents

extension SeededGenerator {
  /// An event of any kind, its fields often from the few values that random filters ask for.
  ///
  /// Unlike ``payload()`` it makes what no kernel sends, too.
  package mutating func event() -> ProcessEvent {
    ProcessEvent(
      time: KernelInstant(nanoseconds: bits()), cpu: number(in: 0...8), sequence: bits(),
      payload: anyPayload())
  }

  private mutating func anyPayload() -> ProcessEvent.Payload {
    switch number(in: 0...16) {
    case 0, 1: .fork(Fork(parent: task(), child: task()))
    case 2: .exec(task())
    case 3: .uid(change())
    case 4: .gid(change())
    case 5: .sid(task())
    case 6: .ptrace(Trace(task: task(), tracer: once(in: 2) ? task() : nil))
    case 7, 8, 9: .comm(NameChange(task: task(), name: commandName()))
    case 10: .coredump(CoreDump(task: task(), parent: task()))
    case 11: .unknown(UnknownEvent(what: 0x400, data: .init(repeating: bits())))
    default:
      .exit(ThreadExit(task: task(), status: status(), exitSignal: 17, parent: task()))
    }
  }

  private mutating func status() -> ExitStatus {
    switch number(in: 0...6) {
    case 0: ExitStatus(rawValue: 0)
    case 1, 2: .exited(code: UInt8(truncatingIfNeeded: value()))
    case 3: .signaled(Signal(rawValue: number(in: 1...12)), coreDumped: once(in: 2))
    case 4: .signaled(Signal(rawValue: number(in: 1...70)), coreDumped: once(in: 2))
    // No kernel sends these, but a forger may.
    default: ExitStatus(rawValue: once(in: 3) ? 0x80 : once(in: 2) ? bits() : value())
    }
  }

  private mutating func task() -> TaskID {
    let process = Int32(bitPattern: value())
    return TaskID(
      thread: ThreadID(once(in: 3) ? Int32(bitPattern: value()) : process),
      process: ProcessID(process))
  }

  private mutating func change() -> CredentialChange {
    CredentialChange(task: task(), real: value(), effective: value())
  }

  private mutating func commandName() -> CommandName {
    var name = CommandName(bytes: .init(repeating: 0))
    for (index, byte) in text().bytes.prefix(16).enumerated() { name.bytes[index] = byte }
    return name
  }
}
