import ConnectorHub
import ConnectorService
import KernelInterface
import ProcessEvents

/// Processes that fork, execute and end, each of one of some users; one in a hundred fails.
enum Load {
  static let firstUser: UInt32 = 70_000
  static let users: UInt32 = 100

  static func event(_ number: Int) -> ProcessEvent {
    let process = Int32(number / 3 % 1_000_000 + 100)
    let task = TaskID(leaderOf: ProcessID(process))
    let parent = TaskID(leaderOf: ProcessID(1))
    let payload: ProcessEvent.Payload =
      switch number % 3 {
      case 0: .fork(Fork(parent: parent, child: task))
      case 1: .exec(task)
      default:
        .exit(
          ThreadExit(
            task: task, status: .exited(code: process % 100 == 0 ? 1 : 0), exitSignal: 17,
            parent: parent))
      }
    return ProcessEvent(
      time: KernelInstant(nanoseconds: Clocks.monotonic), cpu: UInt32(number & 1), sequence: 0,
      payload: payload)
  }

  struct Facts: EventFacts {
    mutating func take(_ event: ProcessEvent) -> Set<PIDNamespace> { [] }

    func user(of task: TaskID, at time: KernelInstant) -> UInt32? {
      Load.firstUser + UInt32(task.process.rawValue) / 7 % Load.users
    }
  }
}

/// A server in a folder of its own.
final class Bench {
  let server: ConnectorServer
  let path: String

  init() throws {
    let folder = "/tmp/pmon-connector-cost.\(HostFacts.processID)"
    try SocketFile.makeFolder(folder, mode: 0o755)
    path = folder + "/s"
    server = try ConnectorServer(path)
    server.knowledge.hasUsers = true
  }

  /// Serves until so many requests have been handled.
  func awaitRequests(_ count: Int) {
    while server.counters().requests < UInt64(count) {
      server.serve()
      server.deliver()
    }
  }

  func deliverAll() {
    repeat {
      server.serve()
      server.deliver()
    } while server.hasUndelivered
  }

  /// Bytes of this process's memory.
  static var memory: Int {
    let text = (try? Files.text(of: "/proc/self/statm")) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }
}
