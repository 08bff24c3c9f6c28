import KernelInterface
import ProcessEvents
import ProcessMonitor
import ProcessTable
import Testing

@Suite("Guards, many at once")
struct GuardEngineScaleTests {
  @Test(
    "100,000 normal ends found at once are judged in one go, and cost each read nothing until then")
  func many() {
    let boot = BootID(high: 1, low: 2)
    var engine = GuardEngine(boot: boot)
    let terms = GuardTerms(guardName: "a", plan: CleanupPlan(actions: [.endOrphans]))
    let processes = (Int32(1)...100_000).map {
      ProcessIdentity(boot: boot, process: ProcessID($0), startTicks: 1)
    }
    let begin = Clocks.monotonic
    for process in processes {
      #expect(
        engine.register(Registration(process: process, terms: terms), sight: .alive) == .added)
    }
    let registered = Clocks.monotonic
    engine.beginResync()
    let found = KernelInstant(nanoseconds: 1_000_000_000)
    while engine.isComparing {
      for process in engine.takeLooks(256) {
        engine.resolve(process, as: .gone(nil), at: found)
      }
    }
    let now = Moment(monotonic: found, wall: 0)
    for _ in 0..<10_000 {
      engine.advance(observedUntil: found, now: now)
      #expect(engine.nextJudgement == found.advanced(byNanoseconds: GuardEngine.lateness))
    }
    #expect(engine.table.count == 100_000)
    let waited = Clocks.monotonic
    engine.advance(
      observedUntil: found.advanced(byNanoseconds: GuardEngine.lateness), now: now)
    let judged = Clocks.monotonic
    #expect(engine.table.count == 0 && engine.nextJudgement == nil)
    #expect(engine.counters.uneventful == 100_000 && engine.counters.inferred == 0)
    #expect(engine.takeActions().count == 100_001)
    print(
      "registered in \((registered - begin) / 1_000_000) ms, waited through in",
      "\((waited - registered) / 1_000_000) ms, judged in \((judged - waited) / 1_000_000) ms")
  }
}
