import ConnectorService
import ProcessEvents
import TestSupport

/// A machine whose processes fork, become other users' and end, with few ids, so that they are used again soon.
struct MachineOfUsers {
  struct Happening {
    var event: ProcessEvent
    /// Whose the event's process is, once it has happened.
    var user: UInt32
  }

  private(set) var time: UInt64 = 1000
  private(set) var users: [Int32: UInt32] = [1: 0, 2: 1000, 3: 1001]
  private var threads: [Int32: Int32] = [:]

  mutating func step(_ random: inout SeededGenerator) -> Happening {
    time += random.number(in: 1...5)
    let processes = users.keys.sorted()
    let process = processes[random.number(in: 0...processes.count - 1)]
    switch random.number(in: 0...9) {
    case 0...3:
      let free = (1...40 as ClosedRange<Int32>).filter { users[$0] == nil }
      guard !free.isEmpty else { break }
      let child = free[random.number(in: 0...free.count - 1)]
      users[child] = users[process]!
      return happening(child, .fork(child, parent: process))
    case 4...5:
      users[process] = random.number(in: 0...3)
      return happening(process, .uid(process, users[process]!))
    case 6...7 where process > 3:
      let user = users.removeValue(forKey: process)!
      let task = TaskID(leaderOf: ProcessID(process))
      return Happening(
        event: .test(
          .exit(
            ThreadExit(
              task: task, status: ExitStatus(rawValue: 0), exitSignal: 17,
              parent: TaskID(leaderOf: ProcessID(1)))), at: time), user: user)
    default: break
    }
    return happening(process, .exec(process))
  }

  private func happening(_ process: Int32, _ payload: ProcessEvent.Payload) -> Happening {
    Happening(event: .test(payload, at: time), user: users[process]!)
  }
}
