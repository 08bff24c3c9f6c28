import ProcessEvents
import TestSupport

extension SeededGenerator {
  mutating func event() -> ProcessEvent {
    ProcessEvent(
      time: KernelInstant(nanoseconds: bits()), cpu: number(in: 0...3), sequence: bits(),
      payload: payload())
  }

  private mutating func payload() -> ProcessEvent.Payload {
    switch number(in: 0...12) {
    case 0: .fork(Fork(parent: task(), child: task()))
    case 1: .exec(task())
    case 2: .uid(change())
    case 3: .gid(change())
    case 4: .sid(task())
    case 5: .ptrace(Trace(task: task(), tracer: once(in: 2) ? task() : nil))
    case 6, 7: .comm(NameChange(task: task(), name: commandName()))
    case 8: .coredump(CoreDump(task: task(), parent: task()))
    case 9: .unknown(UnknownEvent(what: 0x400, data: .init(repeating: bits())))
    default:
      .exit(ThreadExit(task: task(), status: status(), exitSignal: 17, parent: task()))
    }
  }

  mutating func status() -> ExitStatus {
    switch number(in: 0...5) {
    case 0: ExitStatus(rawValue: 0)
    case 1, 2: .exited(code: UInt8(truncatingIfNeeded: value()))
    case 3, 4:
      .signaled(Signal(rawValue: number(in: 1...70)), coreDumped: once(in: 2))
    // No kernel sends these, but a forger may.
    default: ExitStatus(rawValue: once(in: 2) ? 0x80 : bits())
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

  mutating func processes() -> KnownProcesses {
    var processes = KnownProcesses()
    for field in [Filter.NumberField.ppid, .uid] {
      switch number(in: 0...2) {
      case 0: processes.numbers[field] = .known(value())
      case 1: processes.numbers[field] = .absent
      default: break
      }
    }
    for field in Filter.TextField.allCases {
      switch number(in: 0...2) {
      case 0: processes.texts[field] = .known(element(of: ["", "a", "ab", "aab", "baé"]))
      case 1: processes.texts[field] = .absent
      default: break
      }
    }
    processes.ancestors = (0..<number(in: 0...3)).map { _ in Int32(bitPattern: value()) }
    processes.knowsAllAncestors = once(in: 2)
    return processes
  }
}
