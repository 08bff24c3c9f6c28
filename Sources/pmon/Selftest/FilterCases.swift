internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// What filters let pass on the running kernel, beside a listener that has none.
enum FilterCases {
  static let all: [SelftestCase] =
    [FilterStage.connector, .socketFilter].flatMap { stage in
      [
        differential("threads", .threads, stage), differential("processes", .processes, stage),
        received(stage),
      ]
    }

  private static func name(_ stage: FilterStage) -> String {
    stage == .connector ? "the connector's mask and a socket filter" : "a socket filter alone"
  }

  private static func differential(
    _ name: String, _ subject: ConnectorConfiguration.Subject, _ stage: FilterStage
  ) -> SelftestCase {
    SelftestCase("filters on \(name), by \(self.name(stage)): told is exactly what they want") {
      host in
      guard stage == .socketFilter || host.connectorFilters else {
        return .skipped("the mask needs Linux 6.6")
      }
      let differential = FilterDifferential(subject: subject, stage: stage)
      let filters = try filters(after: Actor.exit(code: 0).run().process.rawValue)
      for start in stride(from: 0, to: filters.count, by: 16) {
        let some = Array(filters[start..<min(start + 16, filters.count)])
        let matches = try differential.run(some, load: MixedLoad())
        try expect(matches > 0, "nothing matched")
      }
      return .holds
    }
  }

  /// Of children with one thread, exactly those arrive that match: the others wake nobody.
  private static func received(_ stage: FilterStage) -> SelftestCase {
    SelftestCase("exit and code == 3, by \(name(stage)): nothing else is even received") { host in
      guard stage == .socketFilter || host.connectorFilters else {
        return .skipped("the mask needs Linux 6.6")
      }
      let filter = Filter.exit && Filter.code == 3
      var tap = try FilterTap(filter, stage: stage)
      var wanted: Set<ProcessID> = []
      var others: Set<ProcessID> = []
      for number in 0..<40 {
        let actor = number % 10 == 9 ? Actor.signal(15) : .exit(code: Int32(number % 8))
        let child = try actor.run()
        if child.status == .exited(code: 3) {
          wanted.insert(child.process)
        } else {
          others.insert(child.process)
        }
      }
      let arrived = try tap.processes { wanted.isSubset(of: $0) }
      try expect(arrived.isSuperset(of: wanted), "missing \(wanted.subtracting(arrived))")
      let surplus = arrived.intersection(others)
      try expect(surplus.isEmpty, "received \(surplus), which do not match")
      return .holds
    }
  }

  private static func filters(after process: Int32) throws -> [Filter] {
    let me = HostFacts.processID
    func list(_ count: Int32) -> String {
      (0..<count).map { "\(process + 1 + 2 * $0)" }.joined(separator: ", ")
    }
    let texts = [
      "exit and code == 3", "exit and code in (2..4, 127)", "code > 3 and code != 255",
      "signal in (KILL)", "not signal in (TERM, INT)", "exit and not signal in (TERM, INT)",
      "exit and abnormal and not signal in (TERM, INT)", "exit and not abnormal", "exit and core",
      "coredump or exit and not core", "abnormal and ppid == \(me)", "status == 768",
      "exec or (exit and abnormal)", "fork and not thread", "fork and thread or exit and code == 5",
      "fork or exit", "exit and ppid == \(me) and code != 0", "ppid != \(me)",
      "pid in (\(list(30)))", "exit and pid in (\(list(300)))", "not pid in (\(list(300)))",
      "exit and pid in (\(list(2000)))", "pid in (\(list(2000))) and code == 3",
      "comm == 'pmon self-test'", "comm ~ 'p*'", "comm !~ '*[e-i]* *'",
      "comm in ('é', 'a\\tb', '')",
      "uid and euid == 65534 or gid and rgid > 0", "sid or ptrace", "ptrace and tracer == 0",
      "ptrace and tracer != 0", "cpu == 0", "exit and cpu != 0 and code == 3", "exit and thread",
      "tid in (\(process + 1)..\(process + 20))", "not (exit or fork)", "name == 'sh' or sid",
      "all",
      "not all",
    ]
    return try texts.map { try Filter(parsing: $0) }
  }
}
