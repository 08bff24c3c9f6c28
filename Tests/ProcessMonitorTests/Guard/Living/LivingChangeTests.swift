import Foundation
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite(
  "Rules on living processes through losses and changes", .serialized, .timeLimit(.minutes(3)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct LivingChangeTests {
  @Test("After a loss, which is counted, those that live are registered")
  func loss() async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([try scene.rule()], buffer: 2)
    scene.actions.hold()
    _ = try scene.run("exit 3").wait()
    try await wait(for: "the first death") { scene.actions.holdsSomebody }
    let living = try scene.run("sleep 600; :")
    for _ in 0..<100 { _ = try scene.run("exit 3").wait() }
    let process = try scene.identity(living)
    scene.actions.letGo()
    try await scene.actions.wait(for: "a registration") {
      $0.registrations.contains { $0.process == process }
    }
    let counters = try #require(await watch.counters())
    #expect(counters.lost > 0)
    #expect(counters.told + counters.undecided + counters.lost >= 101)
    try living.send(signal: 9)
    _ = try living.wait()
    try await scene.actions.wait(for: "its death") {
      $0.deaths.contains { $0.process == process }
    }
  }

  @Test(
    "A rule that asks for the user follows it",
    .enabled(if: Host.isRoot, "only root can become another user"),
    arguments: LivingWatchTests.sources)
  func users(sideBand: Bool) async throws {
    let scene = try LivingScene()
    let nobody = "setpriv --reuid=65534 --clear-groups"
    let watch = try scene.watch(
      [
        try scene.rule("name == \(scene.name) and uid == 0", name: "root"),
        try scene.rule("name == \(scene.name) and user == nobody", name: "nobody"),
      ], sideBand: sideBand)
    let child = try scene.run(
      """
      while [ ! -e \(scene.path("go")) ]; do sleep 0.05; done
      exec \(nobody) \(scene.shell) -c 'sleep 600; :'
      """)
    let process = try scene.identity(child)
    func isRegistered(_ guardName: String) -> Bool {
      scene.actions.registrations.contains {
        $0.process == process && $0.terms.guardName == guardName
      }
    }
    try await scene.actions.wait(for: "root's") { _ in isRegistered("root") }
    try scene.touch("go")
    try await scene.actions.wait(for: "nobody's") { _ in isRegistered("nobody") }
    #expect(scene.actions.all.contains(.withdraw(process, guardName: "root")))
    try child.send(signal: 9)
    _ = try child.wait()
    try await scene.actions.wait(for: "the death") { !$0.deaths.isEmpty }
    #expect(scene.actions.deaths.map(\.guardName) == ["nobody"])
    _ = watch
  }

  @Test("Rules are replaced without a gap, with another reader where they ask for more")
  func replacement() async throws {
    let scene = try LivingScene()
    let plain = try scene.rule()
    let second = try scene.rule("name == \(scene.name) and exe ~ \"*\(scene.name)\"", name: "exe")
    let watch = try scene.watch([plain])
    let living = try scene.run("sleep 600; :")
    let process = try scene.identity(living)
    try await scene.actions.wait(for: "a registration") { !$0.registrations.isEmpty }
    let dying = Task.detached {
      try (0..<400).map { _ in
        let child = try scene.run("exit 3")
        _ = try child.wait()
        return child.id
      }
    }
    for round in 1...10 {
      try await watch.replace(round.isMultiple(of: 2) ? [plain] : [second])
    }
    let dead = try await dying.value
    let isCertain = await watch.nameSource() == .sideBand
    try await scene.actions.wait(for: "all deaths") {
      let told = Set($0.deaths.map(\.process.process.rawValue))
        .union(isCertain ? [] : $0.undecided.map(\.process.rawValue))
      return told.isSuperset(of: dead)
    }
    // What the first rule had registered is withdrawn with it, and the second one's comes in its place.
    try await watch.replace([second])
    try await scene.actions.wait(for: "the change") {
      let all = $0.all
      guard let withdrawal = all.lastIndex(of: .withdraw(process, guardName: "test")) else {
        return false
      }
      return Array(all[withdrawal...]).registrations.contains { $0.terms.guardName == "exe" }
    }
    try await watch.replace([])
    #expect(await watch.nameSource() == nil)
    #expect(scene.actions.all.last == .withdraw(process, guardName: "exe"))
    try await watch.replace([plain])
    try await scene.actions.wait(for: "it again") {
      guard case .register(let last)? = $0.all.last else { return false }
      return last.terms.guardName == "test"
    }
    try living.send(signal: 9)
    _ = try living.wait()
  }

  @Test("Another plan takes the place of what was registered with the first")
  func otherPlan() async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([try scene.rule()])
    let living = try scene.run("sleep 600; :")
    let process = try scene.identity(living)
    try await scene.actions.wait(for: "a registration") { !$0.registrations.isEmpty }
    let plan = [CleanupAction.command(["/bin/echo"])]
    try await watch.replace([try scene.rule(nil, name: "test", on: .any, plan)])
    let last = try #require(scene.actions.registrations.last)
    #expect(last.process == process && last.terms.plan.actions == plan)
    #expect(await watch.counters()?.withdrawn == 0)
    try living.send(signal: 9)
    _ = try living.wait()
  }

  @Test("What a predecessor registered is kept or withdrawn; what an owner did is left to him")
  func restoring() async throws {
    let scene = try LivingScene()
    let rules = [try scene.rule(), try scene.rule(name: "second"), try scene.rule(name: "third")]
    let children = try (0..<2).map { _ in try scene.run("sleep 600; :") }
    let processes = try children.map { try scene.identity($0) }
    let boot = scene.boot
    try await wait(for: "the execs") {
      processes.allSatisfy {
        ProcessFacts.read(process: $0.process, details: [])?.name.description == scene.name
          && ProcessIdentity.read(process: $0.process, boot: boot) == $0
      }
    }
    let watch = try scene.watch(
      rules,
      restoring: [
        Registration(process: processes[0], terms: try #require(GuardTerms(rules[0]))),
        Registration(
          process: processes[0], terms: try #require(GuardTerms(rules[1])), token: "mine",
          owner: 1000),
        Registration(
          process: processes[0],
          terms: GuardTerms(guardName: "gone", plan: CleanupPlan(actions: []))),
      ])
    await watch.leave([
      Registration(process: processes[1], terms: try #require(GuardTerms(rules[2])), owner: 1000)
    ])
    try await scene.actions.wait(for: "the registrations") { $0.registrations.count >= 3 }
    #expect(scene.actions.all.first == .withdraw(processes[0], guardName: "gone"))
    // At the watch's beginning, the second process may have been registered before it was left to its owner.
    let registered = Set(
      scene.actions.registrations.map { "\($0.process == processes[0]) \($0.terms.guardName)" })
    #expect(registered.isSuperset(of: ["true third", "false test", "false second"]))
    #expect(registered.isSubset(of: ["true third", "false test", "false second", "false third"]))
    for child in children {
      try child.send(signal: 9)
      _ = try child.wait()
    }
    try await scene.actions.wait(for: "the deaths") { $0.deaths.count >= 4 }
    let told = scene.actions.deaths.map { "\($0.process == processes[0]) \($0.guardName)" }
    #expect(told.sorted() == ["false second", "false test", "true test", "true third"])
  }
}
