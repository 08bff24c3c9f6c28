import Foundation
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite(
  "Rules on living processes, on the running kernel", .serialized, .timeLimit(.minutes(3)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct LivingWatchTests {
  /// With perf's side band, where this process may use it, and without.
  static let sources = HostFacts.hasPerformanceMonitoring ? [true, false] : [false]

  @Test("A process that fails in its first millisecond is told, with its status and name, once")
  func brief() async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([try scene.rule()])
    // Past the first look, which registers at once.
    _ = await watch.counters()
    for _ in 0..<5 { #expect(try scene.run("exit 0").wait() == 0) }
    let children = try (1...20).map { number in
      let child = try scene.run(number.isMultiple(of: 2) ? "exit \(number)" : "kill -9 $$")
      return (child.id, ExitStatus(rawValue: try child.wait()))
    }
    let isCertain = await watch.nameSource() == .sideBand
    try await scene.actions.wait(for: "20 deaths") {
      $0.deaths.count + (isCertain ? 0 : $0.undecided.count) >= 20
    }
    let told = scene.actions.deaths
    let statuses = Dictionary(uniqueKeysWithValues: children)
    #expect(Set(told.map(\.id)).count == told.count)
    for death in told {
      #expect(death.status == statuses[death.process.process.rawValue])
      #expect(death.name == scene.name && death.guardName == "test" && !death.isInferred)
      #expect(death.owner == nil && death.token == nil)
      #expect((death.startTime ?? 0) <= death.time + 10_000_000)
    }
    let counters = try #require(await watch.counters())
    #expect(counters.matched == UInt64(told.count) && counters.told == counters.matched)
    // After a loss what lives is registered at once.
    if counters.lost == 0, counters.lostRecords == 0, counters.rescans <= 1 {
      #expect(scene.actions.registrations.isEmpty && counters.registered == 0)
    }
  }

  @Test("Who goes on living is registered, and its death has the same id", arguments: sources)
  func longer(sideBand: Bool) async throws {
    let scene = try LivingScene()
    let early = try scene.run("while :; do sleep 0.2; done")
    try await wait(for: "the exec") { try nameOf(early) == scene.name }
    let watch = try scene.watch([try scene.rule()], sideBand: sideBand)
    let late = try scene.run("sleep 2; exit 7")
    let identities = Set([try scene.identity(early), try scene.identity(late)])
    try await scene.actions.wait(for: "two registrations") {
      Set($0.registrations.map(\.process)).isSuperset(of: identities)
    }
    for registration in scene.actions.registrations where identities.contains(registration.process)
    {
      #expect(registration.owner == nil && registration.terms.guardName == "test")
    }
    try early.send(signal: 6)
    _ = try early.wait()
    #expect(try late.wait() == 7 << 8)
    try await scene.actions.wait(for: "two deaths") {
      Set($0.deaths.map(\.process)).isSuperset(of: identities)
    }
    #expect(await watch.counters()?.withdrawn == 0)
  }

  @Test("A worker that was forked without an exec has the name of its server", arguments: sources)
  func workers(sideBand: Bool) async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([try scene.rule()], sideBand: sideBand)
    let server = try scene.run(
      "for i in 1 2 3; do (kill -15 $(exec sh -c 'echo $PPID')) & wait; done; exit 0")
    #expect(try server.wait() == 0)
    // Without the side band, nothing proves which of its threads forked, unless the zombie is still there.
    try await scene.actions.wait(for: "three deaths") {
      $0.deaths.count + (sideBand ? 0 : $0.undecided.count) >= 3
    }
    for death in scene.actions.deaths { #expect(death.status?.signal == .terminate) }
    _ = watch
  }

  @Test("What counts is who it was at the end: execs lead into a match and out of it")
  func execs() async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([try scene.rule()])
    let into = try ChildProcess(["/bin/sh", "-c", "exec \(scene.shell) -c 'exit 4'"])
    #expect(try into.wait() == 4 << 8)
    let out = try scene.run("exec /bin/sh -c 'exit 5'")
    #expect(try out.wait() == 5 << 8)
    let last = try scene.run("exit 6")
    #expect(try last.wait() == 6 << 8)
    try await scene.actions.wait(for: "the last death") {
      $0.deaths.contains { $0.process.process.rawValue == last.id }
        || $0.undecided.contains { $0.process.rawValue == last.id }
    }
    #expect(!scene.actions.deaths.contains { $0.process.process.rawValue == out.id })
    if await watch.nameSource() == .sideBand {
      #expect(scene.actions.deaths.map(\.process.process.rawValue) == [into.id, last.id])
      // Others on the machine may have died while the watch began.
      let own = [into.id, out.id, last.id]
      #expect(!scene.actions.undecided.contains { own.contains($0.process.rawValue) })
    }
  }

  @Test("Who stops matching is withdrawn, and registered again when it matches", arguments: sources)
  func withdrawal(sideBand: Bool) async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([try scene.rule()], sideBand: sideBand)
    let away = scene.path("away")
    let back = scene.path("back")
    let wait = { (file: String) in "while [ ! -e \(file) ]; do sleep 0.05; done" }
    let child = try scene.run(
      "\(wait(away)); exec /bin/sh -c '\(wait(back)); exec \(scene.shell) -c \"sleep 600; :\"'")
    let process = try scene.identity(child)
    try await scene.actions.wait(for: "a registration") {
      $0.registrations.contains { $0.process == process }
    }
    try scene.touch("away")
    try await scene.actions.wait(for: "a withdrawal") {
      $0.all.contains(.withdraw(process, guardName: "test"))
    }
    try scene.touch("back")
    try await scene.actions.wait(for: "another registration") {
      $0.registrations.filter { $0.process == process }.count == 2
    }
    #expect(await watch.counters()?.withdrawn ?? 0 >= 1)
    try child.send(signal: 9)
    _ = try child.wait()
  }

  @Test("Descendants of the daemon are nobody's concern, however they came to be")
  func own() async throws {
    let scene = try LivingScene()
    let daemon = try ChildProcess([
      "/bin/sh", "-c",
      """
      while [ ! -e \(scene.path("go")) ]; do sleep 0.01; done
      \(scene.shell) -c 'exit 3'
      (setsid \(scene.shell) -c 'sleep 0.2; exit 3; :' &)
      sh -c '\(scene.shell) -c "sleep 3; exit 3; :" & exit 0'
      touch \(scene.path("done")); exec sleep 600
      """,
    ])
    let watch = try scene.watch([try scene.rule()], daemon: daemon.id)
    try scene.touch("go")
    try await wait(for: "the clean-up") {
      FileManager.default.fileExists(atPath: scene.path("done"))
    }
    try await scene.actions.wait(for: "three deaths") { _ in
      await watch.counters()?.own == 3
    }
    let other = try scene.run("exit 3")
    _ = try other.wait()
    try await scene.actions.wait(for: "another's death") {
      !$0.deaths.isEmpty || !$0.undecided.isEmpty
    }
    for death in scene.actions.deaths { #expect(death.process.process.rawValue == other.id) }
    #expect(scene.actions.registrations.isEmpty)
    kill(daemon.id, SIGKILL)
    _ = try daemon.wait()
  }

  @Test("What the rule's trigger does not admit is matched and not told")
  func triggers() async throws {
    let scene = try LivingScene()
    let watch = try scene.watch([
      try scene.rule(on: .filter(try Filter(parsing: "code == 3"))),
      try scene.rule(name: "second", on: .any),
    ])
    for code in [3, 4] { _ = try scene.run("sleep 0.05; exit \(code)").wait() }
    try await scene.actions.wait(for: "three deaths") { $0.deaths.count >= 3 }
    #expect(
      scene.actions.deaths.map { "\($0.guardName) \($0.status?.code ?? 0)" }
        == ["test 3", "second 3", "second 4"])
    let counters = await watch.counters()
    #expect(counters?.matched == 4 && counters?.told == 3)
  }

  @Test(
    "An ordinary user's watch tells what it can know, and says of the rest that it cannot",
    .enabled(if: Host.isRoot, "only root can become another user"))
  func ordinaryUser() async throws {
    let scene = try LivingScene()
    let probe = scene.path("probe")
    #expect(try ChildProcess(["/bin/cp", ProbeProgram.path(of: "LivingProbe"), probe]).wait() == 0)
    let program = try ProbeProgram(["name == \(scene.name)"], path: probe, asNobody: true)
    #expect(program.line() == "ready names from events and /proc")
    let children = try (0..<20).map { number in
      let child = try scene.run(number < 10 ? "exit 3" : "sleep 0.1; exit 3")
      let process = try scene.identity(child)
      #expect(try child.wait() == 3 << 8)
      return process
    }
    var deaths: [Int32: String] = [:]
    var undecided: Set<Int32> = []
    while deaths.count + undecided.count < 20, let line = program.line() {
      let words = line.split(separator: " ")
      guard let id = Int32(words[1]), children.contains(where: { $0.process.rawValue == id }) else {
        continue
      }
      if words[0] == "death" {
        #expect(deaths.updateValue("\(words[2]) \(words[3]) \(words[4])", forKey: id) == nil)
      } else if words[0] == "undecided" {
        undecided.insert(id)
      }
    }
    for child in children {
      guard let death = deaths[child.process.rawValue] else {
        #expect(undecided.contains(child.process.rawValue))
        continue
      }
      #expect(death == "\(child.startTicks) 768 \(scene.name)")
    }
    // Of those that lived for a while, the name was read in time.
    #expect(children[10...].allSatisfy { deaths[$0.process.rawValue] != nil })
  }

  private func nameOf(_ child: ChildProcess) throws -> String? {
    ProcessFacts.read(process: ProcessID(child.id), details: [])?.name.description
  }
}
