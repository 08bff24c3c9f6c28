import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

/// One after the other: they watch the same kernel.
@Suite(
  "The monitor", .serialized, .timeLimit(.minutes(3)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct MonitorTests {
  @Test(
    "An abnormal death is cleaned up after once, a normal one not, and nothing stays registered")
  func endings() async throws {
    let bench = try await MonitorBench()
    let dying = try (0..<20).map { _ in try ChildProcess.sleeping() }
    let ending = try (0..<20).map { _ in try ChildProcess(["/bin/sleep", "2"]) }
    for child in dying + ending {
      try await bench.register(child, bench.plan(), token: "\(child.id)")
    }
    for child in dying { try child.kill() }
    for child in ending { #expect(try child.wait() == 0) }
    try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 20] }
    #expect(bench.lines().sorted() == dying.map { "\($0.id) 1 1" }.sorted())
    for death in try await bench.deaths() {
      #expect(death.death.status == .signaled(.kill) && !death.death.isInferred)
      #expect(death.death.name == "sleep" && death.death.owner == getuid())
    }
    try await MonitorBench.wait {
      try await bench.monitor.registrations(
        matching: RegistrationQuery(), limit: 10, for: MonitorBench.root
      ).registrations.isEmpty
    }
    let status = await bench.monitor.status(for: MonitorBench.root)
    #expect(status.registrations == 0 && status.isHealthy && status.isReady)
    #expect(status.detection.seen == 20 && status.detection.guards.uneventful == 20)
    #expect(status.attempts.succeeded == 20 && status.attempts.startDelay.count == 20)
    await bench.stop()
  }

  @Test("A failing clean-up is repeated as often as it may be, and once more by hand")
  func failures() async throws {
    let bench = try await MonitorBench()
    let child = try ChildProcess.sleeping()
    let receipt = try await bench.register(
      child, bench.plan("test $PMON_ATTEMPT -eq 4"), token: "t")
    try child.kill()
    try await MonitorBench.wait { await bench.counts() == [.gaveUp: 1] }
    #expect(bench.lines() == ["t 1 1", "t 2 1", "t 3 1"])
    let id = DeathID(rawValue: receipt.registration.key.description)
    _ = try await bench.monitor.retry(id, by: MonitorBench.root)
    try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 1] }
    #expect(bench.lines().last == "t 4 1")
    let history = try await bench.monitor.death(id, for: MonitorBench.root)
    #expect(history.attempts.map { $0.outcome?.succeeded } == [false, false, false, true])
    await #expect(throws: MonitorRefusal.self) {
      try await bench.monitor.retry(id, by: MonitorBench.root)
    }
    await bench.stop()
  }

  @Test("What was withdrawn dies untold, and who has ended cannot be registered")
  func withdrawal() async throws {
    let bench = try await MonitorBench()
    let children = try (0..<2).map { _ in try ChildProcess.sleeping() }
    let receipts = [
      try await bench.register(children[0], bench.plan(), token: "a"),
      try await bench.register(children[1], bench.plan(), token: "b"),
    ]
    try await bench.monitor.withdraw(receipts[0].registration.key, by: MonitorBench.root)
    await #expect(throws: MonitorRefusal.self) {
      try await bench.monitor.withdraw(receipts[0].registration.key, by: MonitorBench.root)
    }
    for child in children { try child.kill() }
    await #expect(throws: MonitorRefusal.self) {
      try await bench.register(children[0], bench.plan())
    }
    try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 1] }
    #expect(bench.lines() == ["b 1 1"])
    await bench.stop()
  }

  @Test("A second registration with the same guard takes the first one's place")
  func replacement() async throws {
    let bench = try await MonitorBench()
    let child = try ChildProcess.sleeping()
    let first = try await bench.register(child, bench.plan(), token: "first")
    let second = try await bench.register(child, bench.plan(), token: "second")
    try await bench.register(child, bench.plan(), token: "other", guardName: "other")
    #expect(!first.isReplacement && second.isReplacement)
    #expect(await bench.monitor.status(for: MonitorBench.root).registrations == 2)
    try child.kill()
    try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 2] }
    #expect(bench.lines().sorted() == ["other 1 1", "second 1 1"])
    await bench.stop()
  }

  @Test("Requests that make no sense are refused, each for its reason")
  func refusals() async throws {
    let bench = try await MonitorBench()
    let child = try ChildProcess.sleeping()
    defer { try? child.kill() }
    func refusal(_ change: (inout RegistrationRequest) -> Void) async -> MonitorRefusal? {
      var request = RegistrationRequest(process: ProcessID(child.id), guardName: "test")
      request.plan = bench.plan()
      change(&request)
      do throws(MonitorRefusal) {
        _ = try await bench.monitor.register(request, by: MonitorBench.root)
        return nil
      } catch { return error }
    }
    for name in ["", "a/b", "a b", "..\n", String(repeating: "x", count: 65)] {
      guard case .invalid = await refusal({ $0.guardName = name }) else {
        Issue.record("\(name) was taken")
        continue
      }
    }
    for token in ["\n", "a\0b", "\u{202E}", String(repeating: "t", count: 257)] {
      guard case .invalid = await refusal({ $0.token = token }) else {
        Issue.record("the token \(token.debugDescription) was taken")
        continue
      }
    }
    guard case .invalid = await refusal({ $0.plan = nil }) else {
      Issue.record("a registration without any clean-up was taken")
      return
    }
    for id: Int32 in [0, -1, .max, .min] {
      guard case .notFound = await refusal({ $0.process = ProcessID(id) }) else {
        Issue.record("process \(id) was taken")
        continue
      }
    }
    guard case .conflict = await refusal({ $0.startTicks = 1 }) else {
      Issue.record("another process's ticks were taken")
      return
    }
    #expect(await refusal { _ in } == nil)
    await bench.stop()
  }

  @Test(
    "An ordinary user registers, sees and withdraws what is his own alone",
    .enabled(if: Host.isRoot, "only root can start another user's process"))
  func users() async throws {
    let bench = try await MonitorBench()
    let nobody = Requester(user: 65_534, process: 0, isPrivileged: false)
    let other = Requester(user: 1, process: 0, isPrivileged: false)
    let ours = try ChildProcess.sleeping()
    let his = try ChildProcess([
      "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/bin/sleep", "100",
    ])
    defer { try? ours.kill() }
    try await MonitorBench.wait { ProcessUsers(process: his.id)?.areAll(65_534) == true }
    let foreign = try await bench.register(ours, bench.plan(), token: "ours")
    await #expect(throws: MonitorRefusal.self) {
      try await bench.register(ours, bench.plan(), by: nobody)
    }
    await #expect(throws: MonitorRefusal.self) {
      try await bench.register(his, bench.plan(), by: other)
    }
    var rootPlan = bench.plan()
    rootPlan.user = "root"
    await #expect(throws: MonitorRefusal.self) {
      try await bench.register(his, rootPlan, by: nobody)
    }
    let plan = CleanupPlan(actions: [.command(["/bin/sh", "-c", "id -u; id -G"])])
    let own = try await bench.register(his, plan, token: "his", by: nobody)
    #expect(
      try await bench.monitor.registrations(matching: RegistrationQuery(), limit: 10, for: nobody)
        .registrations == [own.registration])
    #expect(
      try await bench.monitor.registrations(matching: RegistrationQuery(), limit: 10, for: other)
        .registrations.isEmpty)
    for requester in [nobody, other] {
      await #expect(throws: MonitorRefusal.self) {
        try await bench.monitor.withdraw(foreign.registration.key, by: requester)
      }
    }
    try his.kill()
    let id = DeathID(rawValue: own.registration.key.description)
    try await MonitorBench.wait { await bench.counts() == [.resourcesFreed: 1] }
    let history = try await bench.monitor.death(id, for: nobody)
    #expect(history.attempts.last?.outcome?.outputTail == "65534\n65534\n")
    await #expect(throws: MonitorRefusal.self) { try await bench.monitor.death(id, for: other) }
    let page = try await bench.monitor.deaths(matching: DeathQuery(), limit: 10, for: other)
    #expect(page.deaths.isEmpty)
    #expect(await bench.monitor.status(for: other).registrations == 0)
    await bench.stop()
  }
}
