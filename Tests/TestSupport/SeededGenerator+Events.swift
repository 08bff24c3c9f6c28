package import ProcessEvents

extension SeededGenerator {
  /// What happens to some process, of any kind that the kernel knows; half of the exits are abnormal.
  package mutating func payload() -> ProcessEvent.Payload {
    let task = TaskID(leaderOf: ProcessID(number(in: 1...4_000_000)))
    let other = TaskID(leaderOf: ProcessID(number(in: 1...4_000_000)))
    return switch number(in: 0...8) {
    case 0: .fork(Fork(parent: other, child: task))
    case 1: .exec(task)
    case 2: .uid(CredentialChange(task: task, real: bits(), effective: bits()))
    case 3: .gid(CredentialChange(task: task, real: bits(), effective: bits()))
    case 4: .sid(task)
    case 5: .ptrace(Trace(task: task, tracer: once(in: 2) ? nil : other))
    case 6: .comm(NameChange(task: task, name: CommandName("name \(number(in: 0...99))")))
    case 7: .coredump(CoreDump(task: task, parent: other))
    default:
      .exit(
        ThreadExit(
          task: task,
          status: once(in: 2) ? .exited(code: 0) : ExitStatus(rawValue: number(in: 1...0xFFFF)),
          exitSignal: 17, parent: other))
    }
  }
}
