import ProcessEvents
import ProcessMonitor
import ProcessTable
import Testing

@Suite("Processes that cannot be looked at")
struct UnclearSightTests {
  private let boot = BootID(high: 1, low: 2)

  private func moment(_ time: UInt64) -> Moment {
    Moment(monotonic: KernelInstant(nanoseconds: time), suspended: 0, wall: time)
  }

  @Test(
    "The silence of one that was never seen alive tells nothing, nor may a successor rely on it")
  func unseen() {
    var engine = GuardEngine(boot: boot)
    #expect(engine.isSettled)
    let process = ProcessIdentity(boot: boot, process: ProcessID(5), startTicks: 1)
    let registration = Registration(
      process: process,
      terms: GuardTerms(guardName: "test", plan: CleanupPlan(actions: [.endOrphans])))
    #expect(engine.register(registration, sight: .unclear) == .added)
    #expect(!engine.isSettled)
    _ = engine.takeActions()
    #expect(engine.takeLooks(10) == [process])
    let now = KernelInstant(nanoseconds: 1_000_000_000)
    engine.resolve(process, as: .gone(nil), at: now)
    #expect(engine.takeLooks(10).isEmpty)
    engine.advance(observedUntil: KernelInstant(nanoseconds: 3_000_000_000), now: moment(3))
    guard case .record(let death)? = engine.takeActions().first else {
      Issue.record("it was taken for a normal end")
      return
    }
    #expect(death.status == nil && death.isInferred)
    #expect(engine.isSettled)
  }

  @Test("One that is seen alive later is as any other")
  func seenLater() {
    var engine = GuardEngine(boot: boot)
    let process = ProcessIdentity(boot: boot, process: ProcessID(5), startTicks: 1)
    let registration = Registration(
      process: process,
      terms: GuardTerms(guardName: "test", plan: CleanupPlan(actions: [.endOrphans])))
    #expect(engine.register(registration, sight: .unclear) == .added)
    #expect(engine.takeLooks(10) == [process])
    engine.resolve(process, as: .alive, at: KernelInstant(nanoseconds: 1_000_000_000))
    #expect(engine.takeLooks(10).isEmpty && engine.isSettled)
    engine.resolve(process, as: .gone(nil), at: KernelInstant(nanoseconds: 2_000_000_000))
    _ = engine.takeActions()
    engine.advance(observedUntil: KernelInstant(nanoseconds: 3_000_000_000), now: moment(3))
    guard case .forget? = engine.takeActions().first else {
      Issue.record("it was not taken for a normal end")
      return
    }
  }
}
