import KernelInterface
import Measurements
import ProcessEvents
import ProcessMonitor
import ProcessTable

/// Costs by how many processes live, or are registered with guards.
enum PopulationCurve {
  struct Point {
    var processes: Int
    /// Nanoseconds per event of processes that begin, execute and end beside the others.
    var update: Double
    /// Nanoseconds of asking for one of all, by chance.
    var lookup: Double
    /// Nanoseconds per event to make deaths of exits.
    var tracking: Double
    /// Nanoseconds per process to take in what a scan of `/proc` has read.
    var scan: Double
    /// Bytes per process.
    var bytes: Double
    /// Nanoseconds to register a process.
    var registering: Double
    /// Nanoseconds to find that a process is not registered.
    var asking: Double
    /// Bytes per registration of its own.
    var registrationBytes: Int
  }

  private static let sizes = [100, 1_000, 10_000, 100_000, 1_000_000]
  private static let rounds = 7
  private static let parent = TaskID(leaderOf: ProcessID(1))

  static func measure() throws -> [Point] { try sizes.map(measure) }

  private static func id(_ number: Int) -> ProcessID { ProcessID(Int32(2 + number)) }

  private static func event(_ payload: ProcessEvent.Payload, at time: UInt64) -> ProcessEvent {
    ProcessEvent(time: KernelInstant(nanoseconds: time), cpu: 0, sequence: 0, payload: payload)
  }

  /// Numbers below a limit, the same ones every time.
  private struct Chance {
    private var state: UInt64 = 88_172_645_463_325_252

    mutating func number(below limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
  }

  private static func measure(_ size: Int) throws -> Point {
    var table = ProcessTable(capacity: size + 70_000)
    var tracker = DeathTracker(observing: .all)
    var time: UInt64 = 1_000_000_000
    for number in 0..<size {
      time += 1_000
      let fork = event(.fork(Fork(parent: parent, child: TaskID(leaderOf: id(number)))), at: time)
      table.observe(fork)
      _ = tracker.observe(fork)
    }
    let bytes = Double(table.byteCount) / Double(size)
    let update = churn(beside: size, &time) {
      table.observe($0)
    } after: {
      table.expire(before: $0)
    }
    let tracking = churn(beside: size, &time) {
      _ = tracker.observe($0)
    } after: { _ in
    }
    let lookup = measureLookups(size, table, KernelInstant(nanoseconds: time))
    let scan = measureScan(size, &table, time)
    let guards = try measureGuards(size)
    return Point(
      processes: size, update: update, lookup: lookup, tracking: tracking, scan: scan, bytes: bytes,
      registering: guards.registering, asking: guards.asking,
      registrationBytes: RegistrationTable.bytesPerSlot)
  }

  /// Lets processes come and go.
  private static func churn(
    beside size: Int, _ time: inout UInt64, _ observe: (ProcessEvent) -> Void,
    after: (KernelInstant) -> Void
  ) -> Double {
    let count = 20_000
    var samples = Samples()
    for _ in 0...rounds {
      var events: [ProcessEvent] = []
      for number in 0..<count {
        let task = TaskID(leaderOf: id(size + number))
        time += 50_000
        events += [
          event(.fork(Fork(parent: parent, child: task)), at: time),
          event(.exec(task), at: time + 1),
          event(
            .exit(
              ThreadExit(task: task, status: .exited(code: 0), exitSignal: 17, parent: parent)),
            at: time + 2),
        ]
      }
      let begin = Clocks.processCPU
      for event in events { observe(event) }
      after(KernelInstant(nanoseconds: time))
      samples.add(Double(Clocks.processCPU - begin) / Double(events.count))
    }
    return samples.median
  }

  private static func measureLookups(
    _ size: Int, _ table: ProcessTable, _ instant: KernelInstant
  ) -> Double {
    var chance = Chance()
    var samples = Samples()
    let asked = (0..<200_000).map { _ in id(chance.number(below: size)) }
    for _ in 0..<rounds {
      var known = 0
      let begin = Clocks.processCPU
      for process in asked where table.description(of: process, at: instant).start.isKnown {
        known += 1
      }
      samples.add(Double(Clocks.processCPU - begin) / Double(asked.count))
      precondition(known == asked.count)
    }
    return samples.median
  }

  /// From the text of `/proc/PID/stat` on: what the kernel takes to make that is not in it.
  private static func measureScan(
    _ size: Int, _ table: inout ProcessTable, _ time: UInt64
  ) -> Double {
    let ticks = 1_000_000_000 / 10_000_000
    var samples = Samples()
    for _ in 0..<3 {
      let begin = Clocks.processCPU
      for number in 0..<size {
        let process = id(number).rawValue
        let text =
          "\(process) (worker) S 1 1 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 \(ticks) 0 0 0 "
        guard let stat = ProcessStat(Array(text.utf8).span) else { preconditionFailure(text) }
        table.observe(
          ProcessFacts(
            process: ProcessID(stat.process), readAt: KernelInstant(nanoseconds: time),
            start: KernelInstant(nanoseconds: UInt64(ticks) * 10_000_000),
            name: CommandName(bytes: stat.name), parent: ProcessID(stat.parent), state: stat.state,
            threadCount: stat.threadCount),
          at: KernelInstant(nanoseconds: time), isConfirmed: true)
      }
      samples.add(Double(Clocks.processCPU - begin) / Double(size))
    }
    return samples.median
  }

  private static func measureGuards(
    _ size: Int
  ) throws -> (registering: Double, asking: Double) {
    let boot = BootID(high: 1, low: 2)
    var engine = GuardEngine(boot: boot)
    let terms = GuardTerms(guardName: "scale", plan: CleanupPlan(actions: []))
    let begin = Clocks.processCPU
    for number in 0..<size {
      _ = engine.register(
        Registration(
          process: ProcessIdentity(boot: boot, process: id(number), startTicks: 100), terms: terms,
          owner: 0, name: CommandName("worker")), sight: .alive)
    }
    let registering = Double(Clocks.processCPU - begin) / Double(size)
    var chance = Chance()
    let asked = (0..<200_000).map { _ in id(size + chance.number(below: 1_000_000)) }
    var samples = Samples()
    for _ in 0..<rounds {
      let begin = Clocks.processCPU
      var found = 0
      for process in asked where engine.mayConcern(process) { found += 1 }
      samples.add(Double(Clocks.processCPU - begin) / Double(asked.count))
      precondition(found == 0)
    }
    return (registering, samples.median)
  }

  static func table(_ points: [Point]) -> String {
    var text = """
      | processes | table, ns per event | question, ns | deaths, ns per event | scan, ns per process | bytes per process | \
      registering, ns | not registered, ns |
      | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |

      """
    for point in points {
      let numbers = [
        point.update, point.lookup, point.tracking, point.scan, point.bytes, point.registering,
        point.asking,
      ]
      text +=
        "| \(point.processes) | " + numbers.map(Samples.text).joined(separator: " | ") + " |\n"
    }
    return text
      + "\nA registration takes \(points.first?.registrationBytes ?? 0) bytes besides its index.\n"
  }
}
