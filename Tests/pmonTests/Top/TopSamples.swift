import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport

@testable import pmon

/// Elements of machines that are busy, and what top makes of them.
enum TopSamples {
  static let second: UInt64 = 1_000_000_000
  /// When the runs begin, on the kernel's clock.
  static let begin: UInt64 = 500 * second

  static func fork(by parent: Int32, _ parentName: Fact<CommandName>, of child: Int32)
    -> ProcessElement
  {
    var process = ProcessDescription(process: ProcessID(child))
    process.forkedBy = .known(ProcessID(parent))
    process.forkedByName = parentName
    process.name = parentName.asStale
    return event(
      .fork(
        Fork(
          parent: TaskID(leaderOf: ProcessID(parent)), child: TaskID(leaderOf: ProcessID(child)))),
      of: process)
  }

  static func exec(
    _ id: Int32, _ name: Fact<CommandName>, child parent: Int32? = nil,
    of parentName: Fact<CommandName> = .unknown
  ) -> ProcessElement {
    event(
      .exec(TaskID(leaderOf: ProcessID(id))), of: process(id, name, child: parent, of: parentName))
  }

  static func death(
    _ id: Int32, _ name: Fact<CommandName>, _ rawStatus: UInt32, child parent: Int32,
    of parentName: Fact<CommandName> = .unknown, at time: UInt64 = begin, lived: UInt64? = nil
  ) -> ProcessElement {
    var process = process(id, name, child: parent, of: parentName)
    if let lived { process.start = .known(KernelInstant(nanoseconds: time - lived)) }
    process.end = KernelInstant(nanoseconds: time)
    return ProcessElement(
      .death(
        ProcessDeath(
          process: ProcessID(id), parent: ProcessID(parent),
          status: ExitStatus(rawValue: rawStatus), time: KernelInstant(nanoseconds: time), cpu: 0)),
      process: process)
  }

  static func event(
    _ payload: ProcessEvent.Payload, of process: ProcessDescription? = nil
  ) -> ProcessElement {
    ProcessElement(
      .event(
        ProcessEvent(
          time: KernelInstant(nanoseconds: begin), cpu: 0, sequence: 0, payload: payload)),
      process: process)
  }

  private static func process(
    _ id: Int32, _ name: Fact<CommandName>, child parent: Int32?, of parentName: Fact<CommandName>
  ) -> ProcessDescription {
    var process = ProcessDescription(process: ProcessID(id))
    process.name = name
    process.forkedBy = parent.map { .known(ProcessID($0)) } ?? .unknown
    process.forkedByName = parentName
    return process
  }

  static func known(_ name: String) -> Fact<CommandName> { .known(CommandName(name)) }

  /// A machine on which a build, a web server, a scheduler and a crashing worker run for `seconds`.
  static func busyModel(seconds: UInt64 = 75) -> TopModel {
    var model = TopModel(at: begin)
    var random = SeededGenerator(seed: 7)
    var child: Int32 = 20_000
    let families: [(id: Int32, name: Fact<CommandName>, runs: [String], most: Int)] = [
      (4711, known("make"), ["cc1", "as", "ld", "sh"], 40),
      (812, known("postgres"), ["postgres"], 9), (977, known("nginx"), ["nginx"], 3),
      (655, known("cron"), ["sh", "logrotate"], 1),
      (3012, .stale(CommandName("bash")), ["grep", "sed", "awk"], 12),
      (5120, .unknown, ["worker"], 6),
    ]
    for tenth in 0..<(seconds * 10) {
      let now = begin + tenth * second / 10
      model.advance(to: now)
      for family in families {
        // A build has its moments; so has everything.
        let wave = 3 + Int(tenth / 7 + UInt64(family.id)) % 8
        for _ in 0..<(random.number(in: 0...family.most) * wave / 40) {
          child += 1
          let name = known(random.element(of: family.runs))
          model.add(fork(by: family.id, family.name, of: child))
          model.add(exec(child, name, child: family.id, of: family.name))
          let status = status(&random, isWorker: family.id == 5120)
          if status & 0x80 != 0 {
            let task = TaskID(leaderOf: ProcessID(child))
            model.add(
              event(
                .coredump(CoreDump(task: task, parent: TaskID(leaderOf: ProcessID(family.id))))))
          }
          model.add(
            death(
              child, name, status, child: family.id, of: family.name, at: now,
              lived: random.number(in: 300_000...(9 * second))))
        }
      }
      if tenth % 40 == 0 {
        let task = TaskID(leaderOf: ProcessID(977))
        model.add(event(.comm(NameChange(task: task, name: CommandName("nginx")))))
        model.add(event(.uid(CredentialChange(task: task, real: 33, effective: 33))))
      }
    }
    model.advance(to: begin + seconds * second + second / 4)
    return model
  }

  private static func status(_ random: inout SeededGenerator, isWorker: Bool) -> UInt32 {
    guard random.once(in: isWorker ? 3 : 60) else { return 0 }
    return isWorker
      ? random.element(of: [11 | 0x80, 6 | 0x80, 9, 1 << 8])
      : random.element(of: [1 << 8, 2 << 8, 127 << 8, 15])
  }

  static var facts: TopFacts {
    var counters = ConnectorCounters()
    counters.bufferSize = 32 << 20
    counters.bufferUsed = 1 << 20
    return TopFacts(
      host: "db-7.example", kernel: "6.12.41", selection: "all events", stage: .connector,
      nameSource: .sideBand,
      events: .all, counters: counters, cpuShare: 0.0134)
  }

  static func view(
    _ model: TopModel, _ state: TopState = TopState(), facts: TopFacts = facts, columns: Int,
    rows: Int, isUnicode: Bool = true
  ) -> Canvas {
    var view = TopView(
      model, facts, state, clock: Samples.clock, columns: columns, rows: rows,
      glyphs: Glyphs(isUnicode: isUnicode))
    return view.draw()
  }
}
