import Glibc
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport
import Testing

@Suite(
  "Detection on the running kernel", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct DetectorTests {
  @Test("Abnormal ends are told at once and normal ones not at all", arguments: [nil, 0])
  func ends(held: Int?) async throws {
    let told = Told()
    let detector = try Detector(boot: try bootID(), Detector.Settings(told, held: held))
    let dying = try (0..<20).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    // Each ends well once it gets a line.
    let path = "/tmp/pmon-lines-\(UInt64.random(in: 0 ... .max))"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    defer { unsafe unlink(path) }
    let lines = try OwnedDescriptor.open(path, flags: O_RDWR)
    let ending = try (0..<20).map { _ in
      try ChildProcess(["/bin/sh", "-c", "read line < \(path); exit 0"])
    }
    for child in dying + ending {
      #expect(await detector.register(try Registration(of: child)) == .added)
    }
    for child in dying {
      try child.send(signal: 9)
      _ = try child.wait()
    }
    try Files.write([UInt8](repeating: UInt8(ascii: "\n"), count: 20).span, to: lines.rawValue)
    for child in ending { #expect(try child.wait() == 0) }
    var records: Set<String> = []
    var forgotten: Set<Int32> = []
    for action in await told.next(40) {
      switch action {
      case .record(let death):
        #expect(death.status == .signaled(.kill) && !death.isInferred)
        records.insert(death.token ?? "")
      case .forget(let it): forgotten.insert(it.process.process.rawValue)
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
    let detector = try Detector(boot: try bootID(), Detector.Settings(told, held: nil))
    let zombie = try ChildProcess(["/bin/sleep", "100"])
    let late = try Registration(of: zombie)
    try zombie.send(signal: 9)
    _ = try zombie.wait()
    #expect(await detector.register(late) == .ended)
    let children = try (0..<2).map { _ in try ChildProcess(["/bin/sleep", "100"]) }
    let registrations = try children.map { try Registration(of: $0) }
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
    let registrations = try children.map { try Registration(of: $0) }
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
      boot: try bootID(), restoring: registrations, Detector.Settings(told, held: nil), kept: [kept]
    )
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
}
