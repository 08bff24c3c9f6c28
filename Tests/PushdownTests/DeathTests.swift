import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// Deaths of processes with several threads, whose exits the kernel in part withholds.
@Suite("Deaths through a filter")
struct DeathTests {
  static let filters = [
    "exit", "exit and abnormal", "exit and code == 3", "exit and code in (3, 4)",
    "exit and not code == 3", "exit and code < 4", "exit and code == 0", "exit and not abnormal",
    "exit and signal == SEGV", "exit and signal == KILL", "exit and core", "exit and not core",
    "exit and abnormal and not core", "exit and status == 139", "exit and status == 11",
    "exit and status != 11", "exit and abnormal and not status == 139", "exit and pid == 100",
    "exit and pid == 101", "exit and tid == 100 and code == 3", "exit and thread",
    "exit and not thread and code == 4", "exit and ppid == 2", "exit and ppid == 2 and code == 3",
    "exit and ppid == 3 and abnormal", "exit and ppid == 2 and abnormal",
    "exit and ppid != 0 and code == 3", "exit and ppid not in (0, 3) and signal == KILL",
    "exit and not ppid == 3 and code == 4", "exit and ppid in (0, 2) and code in (3, 4)",
    "exit and code == 4 or exit and code == 3 and ppid == 2",
    "exit and abnormal and not (code == 4 or ppid == 3)",
    "exit and (code == 3 or signal == SEGV and (ppid == 2 or cpu == 5))",
    "exit and code == 3 and cpu == 1",
    "fork or exit and code == 3", "fork and pid == 3 or exit", "fork or exit", "all",
    "exit and abnormal and not signal in (TERM, SEGV)",
    "(exit and code == 0 and pid == 100) or code == 3",
  ]

  @Test("They are told as without one, however the threads ended", arguments: filters)
  func told(text: String) throws {
    let filter = Filter(text)
    for seed in Seeds.chosen {
      var random = SeededGenerator(seed: seed)
      let plans = FilterPlan.everyCapability.map { FilterPlan(filter, capabilities: $0) }
      for _ in 0..<300 {
        let process = EndingProcess(&random)
        let isWanted = filter.evaluate(process.death) == .true
        for plan in plans {
          let told = try process.deaths(told: plan).map(\.status)
          #expect(
            told == (isWanted ? [process.status] : []),
            "seed \(seed): \(process.exits.map(\.payload)), \(plan.capabilities)")
        }
      }
    }
  }

  @Test("Of processes with one thread nothing passes that is not wanted")
  func nothingElse() throws {
    for capabilities in [Capabilities(connectorFilters: true), .beforeLinux66] {
      let plan = FilterPlan(Filter("exit and code == 3"), capabilities: capabilities)
      var passed = 0
      for number in 0..<8_000 {
        let status =
          number % 8 == 7
          ? ProcessEvents.ExitStatus.signaled(Signal(rawValue: Int32(number % 15) + 1))
          : .exited(code: UInt8(number % 8))
        let task = TaskID(leaderOf: ProcessID(Int32(number) + 10))
        let exit = ThreadExit(
          task: task, status: status, exitSignal: 17, parent: TaskID(leaderOf: ProcessID(2)))
        let event = ProcessEvent(
          time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0, payload: .exit(exit))
        if try plan.passes(event) { passed += 1 }
      }
      #expect(passed == 1_000)
    }
  }

  @Test(
    "Beside a condition on the parent, only what may tell a wanted one passes with another status",
    arguments: [
      // filter, whether exits pass with an unwanted status, by the parent: none told, 2 and 3
      ("exit and code == 3", false, false, false),
      ("exit and code == 3 and ppid == 2", false, true, false),
      ("exit and code == 3 and not ppid == 2", false, false, true),
      ("exit and code == 3 and ppid != 0", false, true, true),
      ("exit and code == 3 and ppid in (0, 2)", false, true, false),
      ("exit and code == 3 or exit and code == 5 and ppid == 2", false, true, false),
    ] as [(String, Bool, Bool, Bool)])
  func parents(text: String, none: Bool, second: Bool, third: Bool) throws {
    for capabilities in [Capabilities(connectorFilters: true), .beforeLinux66] {
      let plan = FilterPlan(Filter(text), capabilities: capabilities)
      for (parent, passes) in [(0, none), (2, second), (3, third)] as [(Int32, Bool)] {
        for status in [.exited(code: 0), .exited(code: 4), .signaled(.kill)]
          as [ProcessEvents.ExitStatus]
        {
          let exit = DeathTests.leaderExit(status, ofChildOf: parent)
          #expect(try plan.passes(exit) == passes, "\(status), parent \(parent)")
        }
        // Who had the parent may still be known elsewhere.
        let wanted = DeathTests.leaderExit(.exited(code: 3), ofChildOf: parent)
        let isExcluded = plan.filter.evaluate(wanted) == .false
        #expect(try plan.passes(wanted) != isExcluded, "parent \(parent)")
      }
    }
  }

  private static func leaderExit(
    _ status: ProcessEvents.ExitStatus, ofChildOf parent: Int32
  ) -> ProcessEvent {
    ProcessEvent(
      ProcessDeath(
        process: ProcessID(9), parent: ProcessID(parent), status: status,
        time: KernelInstant(nanoseconds: 1), cpu: 0))
  }

  @Test("Threads are counted only where all their forks and exits pass")
  func counting() {
    let capabilities = Capabilities(connectorFilters: false)
    let counting = ["fork or exit", "all", "fork or exec or exit or coredump"]
    let notCounting = [
      "fork or (exit and pid == 3)", "(fork and pid == 3) or exit", "fork or code == 3", "exit",
    ]
    for text in counting {
      let plan = FilterPlan(Filter(text), capabilities: capabilities)
      #expect(plan.observed.contains([.fork, .exit]), "\(text)")
    }
    for text in notCounting {
      let plan = FilterPlan(Filter(text), capabilities: capabilities)
      #expect(!plan.observed.contains([.fork, .exit]), "\(text)")
    }
  }
}
