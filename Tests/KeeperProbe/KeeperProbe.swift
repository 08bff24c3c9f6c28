import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessMonitor

/// A daemon with a keeper that does nothing but tell deaths: `ready PID fresh|adopted`, then a line
/// `death PID STATUS` for each. A number as the first argument is the exit code with which it ends at once;
/// `guards FOLDER` makes it a ``GuardDaemon``, and `threads` a process of several threads that waits to be killed.
@main
enum KeeperProbe {
  static func main() throws {
    if CommandLine.arguments.dropFirst().first == "threads" { try waitInThreads() }
    // Whoever is killed often shall not wait long.
    let (store, kept) = try DescriptorKeeper.begin(longestPause: 100_000_000)
    if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "guards" {
      try GuardDaemon.run(in: CommandLine.arguments[2], store, kept)
    }
    if CommandLine.arguments.count > 1, let code = Int32(CommandLine.arguments[1]) {
      ProcessActions.end(code: code)
    }
    // Threads: the order is the kernel's own.
    let configuration = ConnectorConfiguration(
      events: .nonzeroExit, delivery: .immediate, subject: .threads)
    var reader: ConnectorReader
    if let socket = kept.first(where: { $0.name == "events" }) {
      reader = try ConnectorReader(
        adopting: OwnedDescriptor(owning: socket.rawDescriptor), configuration, stage: .connector)
      say("ready \(HostFacts.processID) adopted")
    } else {
      reader = try ConnectorReader(configuration)
      try store.keep(reader.socketDescriptor, as: "events")
      say("ready \(HostFacts.processID) fresh")
    }
    reader.handOn()
    while try reader.wait() == .ready {
      _ = try reader.read { elements in
        for index in elements.indices {
          switch elements[index] {
          case .event(let event):
            guard case .exit(let exit) = event.payload, exit.task.isLeader else { continue }
            say("death \(exit.task.process) \(exit.status.rawValue)")
          case .lost(let loss): say("lost \(loss.count)")
          default: break
          }
        }
      }
    }
  }

  private static func waitInThreads() throws -> Never {
    ProcessActions.dieWithParent()
    for _ in 0..<3 { _ = try Thread { ProcessActions.sleep(milliseconds: 1_000_000) } }
    while true { ProcessActions.sleep(milliseconds: 1_000_000) }
  }

  private static func say(_ line: String) {
    // Whoever reads has gone away: then there is nothing left to do.
    do { try Files.write(Array("\(line)\n".utf8).span, to: 1) } catch {
      ProcessActions.end(code: 0)
    }
  }
}
