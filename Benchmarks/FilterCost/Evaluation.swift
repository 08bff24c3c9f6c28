import KernelInterface
import Measurements
import ProcessEvents

/// What evaluating a filter here takes, without any system call.
enum Evaluation {
  private static let passes = 200

  static func measure() {
    let events = (0..<1_000).map(event)
    print("| filter | compiled, ns per event | walking the tree, ns per event |")
    print("|---|---|---|")
    let filters = [
      ("exit and code == 3", "exit and code == 3"), ("ten terms, all asked", Stage.tenTerms),
      ("1,000 processes", Stage.thousandProcesses),
    ]
    for (name, text) in filters {
      guard let filter = try? Filter(parsing: text) else { preconditionFailure(text) }
      let compiled = CompiledFilter(filter)
      let fast = time(events) { compiled.evaluate($0) }
      let slow = time(events) { filter.evaluate($0) }
      print("| \(name) | \(fast.summary) | \(slow.summary) |")
    }
  }

  private static func time(
    _ events: [ProcessEvent], _ evaluate: (ProcessEvent) -> Filter.Truth
  ) -> Samples {
    var samples = Samples()
    var matches = 0
    for _ in 0..<FilterCost.rounds {
      let begin = Clocks.monotonic
      for _ in 0..<passes {
        for event in events where evaluate(event) == .true { matches += 1 }
      }
      samples.add(Double(Clocks.monotonic - begin) / Double(passes * events.count))
    }
    precondition(matches % (FilterCost.rounds * passes) == 0)
    return samples
  }

  /// Changes of names that no filter wants but at its end, and exits with all kinds of codes.
  private static func event(_ number: Int) -> ProcessEvent {
    let task = TaskID(leaderOf: ProcessID(Int32(4_000_000 + number)))
    let payload: ProcessEvent.Payload =
      number % 2 == 0
      ? .comm(NameChange(task: task, name: CommandName("filter-cost")))
      : .exit(
        ThreadExit(
          task: task, status: .exited(code: UInt8(number % 7)), exitSignal: 17,
          parent: TaskID(leaderOf: ProcessID(1))))
    return ProcessEvent(
      time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0, payload: payload)
  }
}
