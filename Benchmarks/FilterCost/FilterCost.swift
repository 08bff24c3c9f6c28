import KernelInterface
import Measurements
import ProcessConnector
import ProcessEvents

/// What a filter costs per event, by the stage that it is in: `make bench-filter`.
///
/// The load is this thread, which names itself again and again: the cheapest event that a process can
/// cause, so that the kernel's work on it shows. All ways take turns within one run.
@main
struct FilterCost {
  static let eventsAtOnce = 20_000
  static let rounds = 9

  static func main() throws {
    print("Linux \(HostFacts.kernelRelease); \(eventsAtOnce) events a round, \(rounds) rounds\n")
    let stages = try Stage.all()
    var costs = stages.map { _ in (kernel: Samples(), here: Samples()) }
    var idle = Samples()
    for _ in 0..<rounds {
      idle.add(try nameAgainAndAgain())
      for (index, stage) in stages.enumerated() {
        let cost = try stage.measure(load: nameAgainAndAgain)
        costs[index].kernel.add(cost.kernel)
        costs[index].here.add(cost.here)
      }
    }
    print(
      "| what is listened to | decided | caused, ns per event | here, ns per event | received |")
    print("|---|---|---|---|---|")
    print("| nothing by us | – | \(idle.summary) | – | – |")
    for (stage, cost) in zip(stages, costs) {
      let here = stage.receives ? cost.here.summary : "–"
      print(
        "| \(stage.name) | \(stage.place) | \(cost.kernel.summary) | \(here) | \(stage.receives ? "all" : "none") |"
      )
    }
    print()
    Evaluation.measure()
  }

  /// Nanoseconds per event.
  private static func nameAgainAndAgain() throws -> Double {
    let begin = Clocks.monotonic
    for _ in 0..<eventsAtOnce { try ProcessActions.rename("filter-cost") }
    return Double(Clocks.monotonic - begin) / Double(eventsAtOnce)
  }
}
