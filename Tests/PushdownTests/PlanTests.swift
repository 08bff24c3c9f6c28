import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@Suite("Plans one by one")
struct PlanTests {
  @Test(
    "What goes where",
    arguments: [
      // filter, mask, length of the program or nil, rest
      ("all", .all, nil, "all"),
      ("exit and abnormal", .nonzeroExit, nil, "all"),
      ("exec", .exec, nil, "all"),
      ("exec or (exit and abnormal)", [.exec, .nonzeroExit], nil, "all"),
      ("exit and code == 3", .nonzeroExit, 14, "code == 3"),
      ("exit and pid == 3", .exit, 6, "all"),
      ("exit and pid == 3 and name == x", .exit, 6, "name == x"),
      ("exit and code == 3 and pid != 5", .nonzeroExit, 18, "code == 3"),
      ("exit and code == 3 and name == x", .nonzeroExit, 14, "code == 3 and name == x"),
      // Only a first thread tells the parent, so its exit may be needed whatever its status.
      ("exit and abnormal and ppid == 5", .exit, 17, "abnormal and ppid == 5"),
      ("exec and name == x", .exec, nil, "name == x"),
      ("comm ~ \"ora_*\"", .comm, 10, "all"),
      ("not all", .sid, 3, "all"),
    ] as [(String, EventMask, Int?, String)])
  func processes(text: String, mask: EventMask, count: Int?, rest: String) {
    let plan = FilterPlan(Filter(text), capabilities: Capabilities(connectorFilters: true))
    #expect(plan.mask == mask)
    #expect(plan.program?.count == count)
    #expect(plan.rest == Filter(rest), "\(plan.rest)")
  }

  @Test("Comparisons of one number are one search, like a list")
  func joinedComparisons() {
    func program(_ text: String) -> [FilterInstruction]? {
      FilterPlan(Filter(text), capabilities: Capabilities(connectorFilters: true)).program
    }
    let terms = (1...300).map { "pid == \(3 * $0)" }.joined(separator: " or ")
    let list = "pid in (" + (1...300).map { "\(3 * $0)" }.joined(separator: ", ") + ")"
    #expect(program("exec and (\(terms))") == program("exec and \(list)"))
    #expect(program("exec and not (\(terms))") == program("exec and not \(list)"))
    #expect(program("exec and pid != 3 and pid != 6") == program("exec and pid not in (3, 6)"))
    // Only inverted ones can be joined in an `and`, the others in an `or`.
    #expect(program("exec and (pid != 3 or pid != 6)") != program("exec and pid not in (3, 6)"))
  }

  @Test("Ten thousand processes are too many, for older kernels also one thousand")
  func manyProcesses() {
    let all = Filter.NumberSet((0..<10_000).map { UInt32($0) * 5 + 1 })
    let new = FilterPlan(
      .and([.exit, .pid.in(all)]), capabilities: Capabilities(connectorFilters: true))
    #expect(new.isShortened)
    #expect(new.mask == .exit)
    #expect(new.rest == .pid.in(all))
    let thousand = Filter.NumberSet(all.ranges.prefix(1_000))
    let wanted = Filter.and([.exit, .pid.in(thousand)])
    #expect(!FilterPlan(wanted, capabilities: Capabilities(connectorFilters: true)).isShortened)
    #expect(FilterPlan(wanted, capabilities: .beforeLinux66).isShortened)
  }

  @Test("Of too many processes, ranges that hold them are pushed down")
  func covering() throws {
    // A hundred heaps of a hundred, far from each other.
    let all = Filter.NumberSet(
      (0..<100 as Range<UInt32>).flatMap { heap in
        (0..<100 as Range<UInt32>).map { heap * 10_000 + $0 * 2 + 7 }
      })
    for capabilities in [Capabilities(connectorFilters: true), .beforeLinux66] {
      let filter = Filter.and([.exec, .pid.in(all)])
      let plan = FilterPlan(filter, subject: .threads, capabilities: capabilities)
      #expect(plan.isShortened)
      #expect(plan.rest == .pid.in(all))
      func passes(_ process: Int32) throws -> Bool {
        try plan.passes(
          ProcessEvent(
            time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0,
            payload: .exec(TaskID(leaderOf: ProcessID(process)))))
      }
      for process in [7, 205, 10_007, 990_007, 990_205] as [Int32] {
        #expect(try passes(process))
      }
      for process in [6, 206, 5_000, 10_006, 989_000, 990_206] as [Int32] {
        #expect(try !passes(process))
      }
    }
  }

  @Test("A thousand processes take a few comparisons")
  func comparisons() throws {
    let processes = Filter.NumberSet((0..<1_000).map { UInt32($0) * 5 + 1 })
    let plan = FilterPlan(
      .and([.exit, .pid.in(processes)]), capabilities: Capabilities(connectorFilters: true))
    let program = try #require(plan.program)
    #expect(program.count < 1_500)
    #expect(plan.longestPath < 40)
  }
}
