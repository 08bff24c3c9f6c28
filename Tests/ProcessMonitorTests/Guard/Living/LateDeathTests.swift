import Foundation
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite(
  "Deaths while the daemon was down", .serialized, .timeLimit(.minutes(2)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct LateDeathTests {
  @Test("A zombie of whom nobody had heard is judged by what it has left; who is reaped cannot be")
  func zombies() async throws {
    let scene = try LivingScene()
    let boot = scene.boot
    let store = LocalStore()
    let settings = Detector.Settings(
      deliver: { _ in }, fail: { Issue.record("the detector failed: \($0)") })
    let predecessor = try Detector(boot: boot, settings, store: store)
    predecessor.stop()

    let zombie = try scene.run("exit 3")
    let reaped = try scene.run("exit 4")
    #expect(try reaped.wait() == 4 << 8)
    let process = try scene.identity(zombie)
    try await wait(for: "the zombie") {
      ProcessStat(process: zombie.id)?.state == UInt8(ascii: "Z")
    }
    let watch = try scene.watch([
      try scene.rule("name == \(scene.name) and uid == \(getuid()) and ppid == \(getpid())"),
      try scene.rule("name == \(scene.name) and exe ~ \"*\"", name: "program"),
      try scene.rule("name == other", name: "other"),
      try scene.rule("name == \(scene.name) and ancestor in (1, \(getppid()))", name: "ancestor"),
    ])
    var successorSettings = settings
    successorSettings.judgeLate = { watch.judgeLate($0) }
    let successor = try Detector(
      boot: boot, successorSettings, store: store, kept: store.copies())
    // What follows is not late.
    _ = try ChildProcess(["/bin/false"]).wait()
    try await scene.actions.wait(for: "two deaths and the undecided") {
      $0.deaths.count >= 2 && $0.undecided.contains { $0.process.rawValue == reaped.id }
    }
    #expect(scene.actions.deaths.map(\.guardName) == ["test", "ancestor"])
    for death in scene.actions.deaths {
      #expect(death.process == process && death.status == .exited(code: 3))
      #expect(death.name == scene.name)
    }
    let doubts = scene.actions.all.filter {
      if case .undecided(let death, _) = $0 { death.process.rawValue == zombie.id } else { false }
    }
    #expect(doubts.count == 1)
    #expect(await watch.counters()?.undecided ?? 0 >= 5)
    #expect(try zombie.wait() == 3 << 8)
    successor.stop(isFinal: true)
  }
}
