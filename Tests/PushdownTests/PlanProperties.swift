import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@Suite("What a plan promises")
struct PlanProperties {
  @Test("Mask, program and rest together are the filter", arguments: Seeds.chosen)
  func together(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let filter = random.filter(depth: 3)
      let plans = FilterPlan.everyCapability.map {
        FilterPlan(filter, subject: .threads, capabilities: $0)
      }
      for _ in 0..<40 {
        let event = random.event()
        let truth = filter.evaluate(event)
        for plan in plans {
          let passes = try plan.passes(event)
          let comment: Comment = "seed \(seed): \(filter), \(plan.capabilities), \(event)"
          #expect((passes && plan.rest.evaluate(event) == .true) == (truth == .true), comment)
          // So that what is undecided can be counted, and a process table be asked.
          if truth == .undecided {
            #expect(passes && plan.rest.evaluate(event) == .undecided, comment)
          }
        }
      }
    }
  }

  @Test("Where processes are told, what is not an exit is decided alike", arguments: Seeds.chosen)
  func processes(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<150 {
      let filter = random.filter(depth: 3)
      let plans = FilterPlan.everyCapability.map { FilterPlan(filter, capabilities: $0) }
      for _ in 0..<40 {
        let event = random.event()
        guard event.kind != .exit, event.kind == .coredump || event.task?.isLeader != false else {
          continue
        }
        for plan in plans {
          let isTold = try plan.passes(event) && plan.rest.evaluate(event) == .true
          #expect(
            isTold == (filter.evaluate(event) == .true),
            "seed \(seed): \(filter), \(plan.capabilities), \(event)")
        }
      }
    }
  }

  @Test("Programs keep to the limits", arguments: Seeds.chosen)
  func sizes(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let filter = random.filter(depth: 4)
      for capabilities in FilterPlan.everyCapability {
        let plan = FilterPlan(filter, capabilities: capabilities)
        if let program = plan.program { #expect(capabilities.fits(program), "\(filter)") }
      }
    }
  }

  @Test("Acknowledgements pass no program", arguments: Seeds.chosen)
  func acknowledgements(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let datagram = [UInt8](repeating: 0, count: 76)
    for _ in 0..<300 {
      let plan = FilterPlan(
        random.filter(depth: 3), capabilities: Capabilities(connectorFilters: false))
      guard let program = plan.program else { continue }
      #expect(try ClassicBPFInterpreter(program).run(on: datagram.span) == 0, "\(plan.filter)")
    }
  }
}
