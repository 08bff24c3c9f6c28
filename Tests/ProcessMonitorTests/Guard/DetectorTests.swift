import Glibc
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessMonitor
import ProcessTable
import Synchronization
import TestSupport
import Testing

@Suite(
  "Detection on the running kernel", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct DetectorTests {
  /// What a detector has handed over; waits for it.
  private final class Told: Sendable {
    private let stream: AsyncStream<GuardAction>
    private let continuation: AsyncStream<GuardAction>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func add(_ batch: GuardBatch) { for action in batch.actions { continuation.yield(action) } }

    func next(_ count: Int) async -> [GuardAction] {
      var actions: [GuardAction] = []
      for await action in stream {
        actions.append(action)
        if actions.count == count { break }
      }
      return actions
    }
  }

  private func boot() throws -> BootID { try #require(BootID.current()) }

  private func settings(_ told: Told, held: Int?) -> Detector.Settings {
    var settings = Detector.Settings(
      deliver: { told.add($0) }, fail: { Issue.record("the detector failed: \($0)") })
    settings.limits.resyncInterval = 1000
    settings.limits.heldProcesses = held
    return settings
  }

  private func registration(
    of child: ChildProcess, _ trigger: GuardTrigger = .abnormal
  ) throws -> Registration {
    let process = try #require(ProcessIdentity.read(process: ProcessID(child.id), boot: boot()))
    return Registration(
      process: process,
      terms: GuardTerms(
        guardName: "test", trigger: trigger, plan: CleanupPlan(actions: [.endOrphans])),
      token: "\(child.id)")
  }

  @Test("Abnormal ends are told at once and normal ones not at all", arguments: [nil, 0])
  func ends(held: Int?) async throws {
    let told = Told()
    let detector = try Detector(boot: try boot(), settings(told, held: held))
    let dying = try (0..<20).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    let ending = try (0..<20).map { _ in try ChildProcess(["/bin/sleep", "1"]) }
    for child in dying + ending {
      #expect(await detector.register(try registration(of: child)) == .added)
    }
    for child in dying {
      try child.send(signal: 9)
      _ = try child.wait()
    }
    for child in ending { #expect(try child.wait() == 0) }
    var records: Set<String> = []
    var forgotten: Set<Int32> = []
    for action in await told.next(40) {
      switch action {
      case .record(let death):
        #expect(death.status == .signaled(.kill) && !death.isInferred)
        records.insert(death.token ?? "")
      case .forget(let process, _): forgotten.insert(process.process.rawValue)
      default: Issue.record("unexpected: \(action)")
      }
    }
    #expect(records == Set(dying.map { "\($0.id)" }))
    #expect(forgotten == Set(ending.map(\.id)))
    let counters = await detector.counters()
    #expect(counters?.guards.seen == 20 && counters?.guards.inferred == 0)
  }

  @Test("Who has ended already cannot be registered, and who was withdrawn dies untold")
  func refusals() async throws {
    let told = Told()
    let detector = try Detector(boot: try boot(), settings(told, held: nil))
    let zombie = try ChildProcess(["/bin/sleep", "100"])
    let late = try registration(of: zombie)
    try zombie.send(signal: 9)
    _ = try zombie.wait()
    #expect(await detector.register(late) == .ended)
    let children = try (0..<2).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    let registrations = try children.map { try registration(of: $0) }
    for registration in registrations {
      #expect(await detector.register(registration) == .added)
    }
    #expect(
      await detector.withdraw(registrations[0].process, guardName: "test") == registrations[0])
    for child in children {
      try child.send(signal: 15)
      _ = try child.wait()
    }
    guard case .record(let death)? = await told.next(1).first else {
      Issue.record("no death")
      return
    }
    #expect(death.process == registrations[1].process && death.status == .signaled(.terminate))
  }

  @Test("What ended while nobody watched is found missing, its status where it was held")
  func restart() async throws {
    let told = Told()
    let children = try (0..<2).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    let registrations = try children.map { try registration(of: $0) }
    let held = try PidDescriptor(process: children[0].id)
    for child in children {
      try child.send(signal: 15)
      _ = try child.wait()
    }
    let process = registrations[0].process
    let kept = KeptDescriptor(
      name: "process-\(process.process)-\(process.startTicks)",
      rawDescriptor: dup(held.rawDescriptor))
    let detector = try Detector(
      boot: try boot(), restoring: registrations, settings(told, held: nil), kept: [kept])
    for action in await told.next(2) {
      guard case .record(let death) = action else {
        Issue.record("unexpected: \(action)")
        continue
      }
      #expect(death.isInferred)
      let isHeld = death.process == process
      #expect(
        death.status == (isHeld && PidDescriptor.canTellExitStatus() ? .signaled(.terminate) : nil))
    }
    detector.stop()
  }

  /// Keeps copies in this process.
  private final class LocalStore: DescriptorStore {
    let capacity = 100
    private let kept = Mutex<[String: Int32]>([:])

    func keep(_ descriptor: Int32, as name: String) throws(SystemCallError) {
      kept.withLock { $0[name] = dup(descriptor) }
    }

    func drop(_ name: String) throws(SystemCallError) {
      if let descriptor = kept.withLock({ $0.removeValue(forKey: name) }) { close(descriptor) }
    }

    var names: Set<String> { kept.withLock { Set($0.keys) } }

    /// Copies for a successor.
    func copies() -> [KeptDescriptor] {
      kept.withLock { $0.map { KeptDescriptor(name: $0.key, rawDescriptor: dup($0.value)) } }
    }
  }

  @Test("What ended while nobody watched is read by the successor that got the socket")
  func succession() async throws {
    let store = LocalStore()
    let first = Told()
    let predecessor = try Detector(boot: try boot(), settings(first, held: 1), store: store)
    let children = try (0..<3).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    let registrations = try children.map { try registration(of: $0) }
    for registration in registrations {
      #expect(await predecessor.register(registration) == .added)
    }
    let held = registrations[0].process
    #expect(store.names == ["events", "unsettled", "process-\(held.process)-\(held.startTicks)"])
    #expect(predecessor.isKept && predecessor.continuity == nil)
    predecessor.stop()
    #expect(store.names.count == 3)
    for child in children {
      try child.send(signal: 9)
      _ = try child.wait()
    }
    let told = Told()
    let successor = try Detector(
      boot: try boot(), restoring: registrations, settings(told, held: 1), store: store,
      kept: store.copies())
    #expect(successor.continuity == .kept)
    var deaths: Set<ProcessIdentity> = []
    for action in await told.next(3) {
      guard case .record(let death) = action else {
        Issue.record("unexpected: \(action)")
        continue
      }
      #expect(death.status == .signaled(.kill) && !death.isInferred)
      deaths.insert(death.process)
    }
    #expect(deaths == Set(registrations.map(\.process)))
    successor.stop(isFinal: true)
    #expect(store.names.isEmpty)
  }
}
