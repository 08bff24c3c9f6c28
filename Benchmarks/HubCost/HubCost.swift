import ConnectorHub
import KernelInterface
import Measurements
import ProcessEvents

/// What an event costs the hub, by how many listen: `make bench-hub`.
///
/// No system call is in it: events are published, and listeners read, on one thread. All numbers of listeners take
/// turns within one run, on the same events.
@main
struct HubCost {
  static let rounds = 9
  /// Events between two times that everybody reads: fewer than anybody's queue holds.
  static let batch = 200
  static let batches = 20

  static func main() throws {
    print("Linux \(HostFacts.kernelRelease); \(batch * batches) events a round, \(rounds) rounds\n")
    var halls = try [10, 100, 1_000, 10_000].map { try Hall(listeners: $0) }
    let events = (0..<batch).map(Load.event)
    for _ in 0..<rounds {
      for index in halls.indices {
        halls[index].measure(events, batches: batches)
        try halls[index].measureJoining(1_000)
      }
    }
    print(
      "| listeners | distinct filters | an event, ns | read by, on average | a reading, ns | joining and leaving, ns |"
    )
    print("|---|---|---|---|---|---|")
    for hall in halls { print(hall.row) }
    let costs = halls.map(\.publishing.median)
    print(
      "\n10,000 listeners to 10: \(Samples.text(costs[3] / costs[0])); to 100, with the same filters:"
        + " \(Samples.text(costs[3] / costs[1]))\n")
    try Stopped.measure(events)
  }
}
