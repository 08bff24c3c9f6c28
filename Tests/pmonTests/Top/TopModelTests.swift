import ProcessConnector
import ProcessEvents
import ProcessTable
import Testing

@testable import pmon

@Suite("The model of top")
struct TopModelTests {
  private func model(_ elements: ProcessElement...) -> TopModel {
    var model = TopModel(at: TopSamples.begin)
    model.advance(to: TopSamples.begin + 1)
    for element in elements { model.add(element) }
    return model
  }

  private func family(_ id: Int32, in model: TopModel) -> BusyTable<ProcessID>.Entry? {
    model.families.entries.first { $0.key == ProcessID(id) }
  }

  @Test("A family has the forks of its process, and the execs and deaths of its children")
  func family() throws {
    let make = TopSamples.known("make")
    let model = model(
      TopSamples.fork(by: 10, make, of: 11),
      TopSamples.exec(11, TopSamples.known("cc1"), child: 10, of: make),
      TopSamples.death(11, TopSamples.known("cc1"), 1 << 8, child: 10, of: make),
      TopSamples.death(12, TopSamples.known("as"), 0, child: 10))
    let found = try #require(family(10, in: model))
    #expect(found.name.text == "make")
    #expect(Measure.allCases.map(found.activity.total) == [1, 1, 2, 1])
    let names = Dictionary(
      uniqueKeysWithValues: model.names.entries.map { ($0.key.text, $0.activity) })
    #expect(names["make"]?.total(.forks) == 1)
    #expect(names["cc1"].map { activity in Measure.allCases.map(activity.total) } == [0, 1, 1, 1])
    #expect(names["as"].map { activity in Measure.allCases.map(activity.total) } == [0, 0, 1, 0])
  }

  @Test("A name that is stale, known or unknown is three names, and marked")
  func certainty() {
    let model = model(
      TopSamples.exec(1, .known(CommandName("sh"))), TopSamples.exec(2, .stale(CommandName("sh"))),
      TopSamples.exec(3, .unknown))
    #expect(model.names.entries.map(\.key.text).sorted() == ["?", "sh", "sh~"])
  }

  @Test("Bytes after a name's end do not make it another")
  func nameBytes() {
    var other = CommandName("bash")
    other.bytes[7] = 7
    #expect(ShownName(.known(CommandName("bash"))) == ShownName(.known(other)))
    let long = ShownName(.known(CommandName("fifteen-bytes-x")))
    #expect(long.text == "fifteen-bytes-x")
    #expect(long.command == CommandName("fifteen-bytes-x"))
  }

  @Test("A name that is not known does not replace one that is")
  func keepsName() {
    let model = model(
      TopSamples.fork(by: 10, TopSamples.known("cron"), of: 11),
      TopSamples.fork(by: 10, .unknown, of: 12))
    #expect(family(10, in: model)?.name.text == "cron")
  }

  @Test("An orphan's death does not give its name's family to the one that adopted it")
  func adopted() {
    var element = TopSamples.death(
      11, TopSamples.known("sh"), 9, child: 10, of: TopSamples.known("make"))
    guard case .death(var death) = element.element else { return }
    death.parent = ProcessID(1)
    element.element = .death(death)
    let model = model(element)
    #expect(family(1, in: model)?.name == .unknown)
    #expect(family(1, in: model)?.activity.total(.abnormal) == 1)
    #expect(family(10, in: model) == nil)
  }

  @Test("A family whose process has ended says so, until its id is another's")
  func ended() {
    var model = model(
      TopSamples.fork(by: 10, TopSamples.known("old"), of: 11),
      TopSamples.death(10, TopSamples.known("old"), 0, child: 1))
    #expect(family(10, in: model)?.hasEnded == true)
    model.add(TopSamples.fork(by: 1, TopSamples.known("init"), of: 10))
    #expect(family(10, in: model)?.hasEnded == false)
    #expect(family(10, in: model)?.name == .unknown)
  }

  @Test("Kinds, causes and losses are counted; a thread is no process")
  func counts() {
    let thread = TaskID(thread: ThreadID(12), process: ProcessID(11))
    let model = model(
      TopSamples.event(.fork(Fork(parent: TaskID(leaderOf: ProcessID(11)), child: thread))),
      ProcessElement(Samples.coredump), ProcessElement(Samples.death(11 | 0x80)),
      ProcessElement(Samples.death(0)), ProcessElement(Samples.death(3 << 8)),
      ProcessElement(Samples.exit(9)), ProcessElement(Samples.loss(123)))
    #expect(model.rates.total(.fork) == 1)
    #expect(model.started == 0)
    #expect(model.families.entries.contains { $0.key == ProcessID(2977) })
    #expect(model.rates.total(.coredump) == 1)
    #expect(model.rates.total(.exit) == 4)
    #expect(model.rates.total(.abnormal) == 3)
    #expect(model.ended == 3)
    #expect(model.lost == 123)
    #expect(model.causes.ranked.map(\.status.rawValue) == [3 << 8, 11 | 0x80])
  }

  @Test("Every status has a place of its own among the causes")
  func causes() {
    var causes = CauseCounts()
    let codes = (1...255).map { ExitStatus.exited(code: $0) }
    let signals = (1...126).flatMap { number in
      [false, true].map { ExitStatus.signaled(Signal(rawValue: number), coreDumped: $0) }
    }
    for status in codes + signals { causes.add(status) }
    causes.add(ExitStatus(rawValue: 0))
    #expect(Set(causes.ranked.map(\.status)) == Set(codes + signals))
    #expect(causes.ranked.allSatisfy { $0.count == 1 })
  }

  @Test("Deaths that are alike are one line, and the oldest line goes first")
  func deaths() {
    var log = DeathLog(capacity: 3)
    func add(_ process: Int32, _ status: UInt32) {
      log.add(
        DeathLog.Entry(
          time: KernelInstant(nanoseconds: UInt64(process)), process: ProcessID(process),
          parent: ProcessID(1), name: .unknown, status: ExitStatus(rawValue: status), duration: nil,
          isOutOfMemory: false))
    }
    add(1, 9)
    add(2, 256)
    add(3, 256)
    #expect(log.count == 2)
    #expect(log[0].count == 2)
    #expect(log[0].process == ProcessID(3))
    for process in 4...7 as ClosedRange<Int32> { add(process, UInt32(process)) }
    #expect(log.count == 3)
    #expect((0..<3).map { log[$0].process.rawValue } == [7, 6, 5])
  }
}
