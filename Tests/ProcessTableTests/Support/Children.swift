import KernelInterface
import ProcessEvents
import ProcessTable

/// Children that sleep, and end with whoever holds them.
final class SleepingChildren {
  let processes: [ProcessID]
  private let children: [ChildProcess]

  init(_ count: Int, arguments: [String] = ["/bin/sleep", "120"]) throws {
    children = try (0..<count).map { _ in try ChildProcess(arguments) }
    processes = children.map { ProcessID($0.id) }
  }

  deinit {
    for child in children { try? child.send(signal: Signal.kill.rawValue) }
    for child in children { _ = try? child.wait() }
  }

  /// Waits until all of them are the program that they shall be: posix_spawn may return before.
  func waitForExec(name: CommandName) {
    // The name comes early in an exec, the arguments at its end.
    while !processes.allSatisfy({
      let facts = ProcessFacts.read(process: $0, details: .arguments)
      return facts?.name == name && facts?.arguments != nil
    }) {
      ProcessActions.sleep(milliseconds: 1)
    }
  }
}
