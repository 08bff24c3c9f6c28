import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import pmon

extension LiveTests {
  /// Random filters, all at once on the same load, beside a listener that has none.
  @Suite("Against a listener without a filter")
  struct DifferentialTests {
    private static let filtersAtOnce = 20

    @Test(
      "What is told is what the filter says of everything",
      arguments: LiveTests.stages, [ConnectorConfiguration.Subject.threads, .processes])
    func told(stage: FilterStage, subject: ConnectorConfiguration.Subject) throws {
      let differential = FilterDifferential(subject: subject, stage: stage)
      for seed in Seeds.chosen {
        let filters = try randomFilters(seed: seed)
        do {
          let load = MixedLoad(program: PmonBinary.path)
          #expect(try differential.run(filters, load: load) > 0, "seed \(seed)")
        } catch {
          Issue.record("seed \(seed): \(error)")
        }
      }
    }

    /// Older kernels take short programs only, whatever the one here takes.
    @Test("Within the limits of Linux 6.1, too", arguments: Seeds.chosen)
    func linux61(seed: UInt64) throws {
      let listeners = try randomFilters(seed: seed).map { try PlannedListener($0) }
      let reference = try FilteredListener(.all, subject: .threads, stage: .socketFilter)
      var load = MixedLoad(program: PmonBinary.path)
      try load.run {
        try reference.read()
        for listener in listeners { try listener.tap.drain() }
      }
      // Asked for last, so the kernel had already offered it what it offered the others.
      let end = try Actor.exit(code: 0).start(PmonBinary.path)
      _ = try end.wait()
      func hasEnded(_ event: ProcessEvent) -> Bool {
        event.kind == .exit && event.task?.process.rawValue == end.id
      }
      for _ in 0..<5_000 where !reference.events.contains(where: hasEnded) {
        ProcessActions.sleep(milliseconds: 1)
        try reference.read()
      }
      try #require(reference.events.contains(where: hasEnded))
      func ofLoad(_ events: [ProcessEvent]) -> Set<ProcessEvent> {
        Set(events.filter { load.processes.contains($0.task?.process ?? ProcessID(0)) })
      }
      for listener in listeners {
        try listener.tap.drain()
        let filter = listener.plan.filter
        #expect(
          ofLoad(listener.told) == ofLoad(reference.events.filter { filter.evaluate($0) == .true }),
          "seed \(seed): \(filter)")
        #expect(listener.tap.counters.lost == 0)
      }
      #expect(reference.counters.lost == 0)
    }

    private func randomFilters(seed: UInt64) throws -> [Filter] {
      var random = SeededGenerator(seed: seed)
      let last = try Actor.exit(code: 0).start(PmonBinary.path)
      _ = try last.wait()
      let vocabulary = FilterVocabulary(
        numbers: MixedLoad.numbers(after: last.id), texts: MixedLoad.names.map { Filter.Text($0) })
      return (0..<DifferentialTests.filtersAtOnce).map { _ in
        random.filter(depth: random.number(in: 1...4), of: vocabulary)
      }
    }
  }
}

/// A plan for Linux 6.1 on the kernel here, and its rest.
private final class PlannedListener {
  let plan: FilterPlan
  var tap: FilterTap

  init(_ filter: Filter) throws {
    plan = FilterPlan(filter, subject: .threads, capabilities: .beforeLinux66)
    tap = try FilterTap(KernelFilter(withMask: plan, alone: plan), stage: .socketFilter)
  }

  var told: [ProcessEvent] { tap.events.filter { plan.rest.evaluate($0) == .true } }
}

extension FilteredListener {
  fileprivate var events: [ProcessEvent] {
    told.compactMap { if case .event(let event) = $0 { event } else { nil } }
  }
}
