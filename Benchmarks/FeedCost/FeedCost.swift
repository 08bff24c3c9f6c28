import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessMonitor

/// What a feed costs its process, readers and all: CPU time per event, by the number of readers of the same filter.
@main
enum FeedCost {
  private static let children = 20_000

  static func main() async throws {
    print(
      "| readers | events | us per event | of it beyond one reader, ns per event and reader | lost |"
    )
    print("|---|---|---|---|---|")
    var one = 0.0
    for readers in [1, 10, 100] {
      let (events, cpu, lost) = try await measure(readers)
      let cost = Double(cpu) / Double(events)
      if readers == 1 { one = cost }
      let more = readers == 1 ? "" : String(Int((cost - one) / Double(readers - 1)))
      print(
        "| \(readers) | \(events) | \(Int(cost) / 1000).\(Int(cost) / 100 % 10) | \(more) | \(lost) |"
      )
    }
  }

  /// Lets a shell make children, and reads of them as each of the readers.
  private static func measure(
    _ readers: Int
  ) async throws -> (events: UInt64, cpu: UInt64, lost: UInt64) {
    var limits = FeedLimits()
    limits.readers = readers
    let feed = try EventFeed(limits)
    let shell = try ChildProcess([
      "/bin/sh", "-c",
      "kill -STOP $$; i=0; while [ $i -lt \(children) ]; do (exit 3); i=$((i+1)); done; sleep 0.1",
    ])
    let filter = Filter.number(.ppid, .equal(UInt32(shell.id)))
    var subscriptions: [FeedSubscription] = []
    for _ in 0..<readers {
      subscriptions.append(
        try await feed.open(
          FeedRequest(filter: filter, events: [.fork, .exit], viewer: .everything)))
    }
    let tasks = subscriptions.map { subscription in
      Task { while try await subscription.next() != nil {} }
    }
    let begin = Clocks.processCPU
    try shell.send(signal: 18)
    _ = try shell.wait()
    let cpu = Clocks.processCPU - begin
    feed.close()
    for task in tasks { try await task.value }
    let counters = feed.counters
    return (counters.delivered / UInt64(readers), cpu, counters.lost + counters.lostBefore)
  }
}
