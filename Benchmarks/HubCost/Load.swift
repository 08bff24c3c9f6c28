import ProcessEvents

/// What happens, and what is wanted of it.
enum Load {
  /// A mix of kinds; half of the exits are abnormal.
  static func event(_ number: Int) -> ProcessEvent {
    let task = TaskID(leaderOf: ProcessID(Int32(1_000 + number)))
    let parent = TaskID(leaderOf: ProcessID(1))
    let payload: ProcessEvent.Payload =
      switch number % 5 {
      case 0: .fork(Fork(parent: parent, child: task))
      case 1: .exec(task)
      case 2: .comm(NameChange(task: task, name: CommandName("name-\(number % 50)")))
      default:
        .exit(
          ThreadExit(
            task: task, status: .exited(code: number % 5 == 3 ? 0 : UInt8(number % 40)),
            exitSignal: 17, parent: parent))
      }
    return ProcessEvent(
      time: KernelInstant(nanoseconds: UInt64(number)), cpu: UInt32(number % 2), sequence: 0,
      payload: payload)
  }

  /// A hundred filters, each another one.
  static func filter(_ number: Int) throws -> Filter {
    let of = number / 5
    let text =
      switch number % 5 {
      case 0: "exit and code == \(of)"
      case 1: "exec and pid in (\(1_000 + of), \(1_100 + of))"
      case 2: "comm and comm == name-\(of)"
      case 3: "fork and pid > \(1_100 + of * 4)"
      default: "exit and abnormal and not code in (\(of), \(of + 20))"
      }
    return try Filter(parsing: text)
  }
}
