import Foundation
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite(
  "Descendants of the dead", .serialized, .timeLimit(.minutes(3)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct DescendantTests {
  /// Starts a child, and a daemon with a session of its own that has a child, whose parents have ended; each writes
  /// its id into a file. Then it kills itself.
  private func family(_ scene: LivingScene) -> String {
    """
    sleep 600 & echo $! > \(scene.path("a"))
    sh -c 'setsid sh -c "sleep 600 & echo \\$! > \(scene.path("c")); echo \\$\\$ > \(scene.path("b")); wait" & exit 0'
    while [ ! -s \(scene.path("b")) ]; do sleep 0.01; done
    kill -9 $$
    """
  }

  private func ids(_ scene: LivingScene) throws -> Set<Int32> {
    Set(
      try ["a", "b", "c"].map {
        let text = try String(contentsOf: URL(filePath: scene.path($0)), encoding: .utf8)
        return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      })
  }

  @Test(
    "They are known when all between them and the dead one are gone",
    arguments: LivingWatchTests.sources)
  func daemons(sideBand: Bool) async throws {
    let scene = try LivingScene()
    // Nothing but the plan asks for it.
    var rule = try scene.rule("pid == 1", name: "orphans", [.endOrphans])
    rule.match = nil
    let watch = try scene.watch([rule], sideBand: sideBand)
    #expect(await watch.nameSource() == (sideBand ? .sideBand : .events))
    let bystander = try scene.run("sleep 600; :")
    let parent = try scene.run(family(scene))
    let process = try scene.identity(parent)
    #expect(try parent.wait() == 9)
    let expected = try ids(scene)
    let found = await watch.descendants(of: process)
    #expect(Set(found.map(\.process.rawValue)) == expected)
    for one in found {
      #expect(ProcessIdentity.read(process: one.process, boot: scene.boot) == one)
    }
    // Of one that lives as well, and of nobody.
    #expect(await watch.descendants(of: try scene.identity(bystander)).count == 1)
    var earlier = process
    earlier.startTicks -= 100
    #expect(await watch.descendants(of: earlier).isEmpty)

    let death = GuardedDeath(
      process: process, guardName: "orphans", status: .signaled(.kill), isInferred: false, time: 0,
      plan: CleanupPlan(actions: [.endOrphans], killDelay: 2000))
    let outcome = await CleanupRunner(descendants: watch).run(death, attempt: 1)
    #expect(outcome.succeeded, "\(outcome)")
    for one in found {
      let stat = ProcessStat(process: one.process.rawValue)
      #expect(stat?.start.rawValue != one.startTicks || stat?.state == UInt8(ascii: "Z"))
    }
    #expect(await watch.descendants(of: process).isEmpty)
    #expect(kill(bystander.id, 0) == 0)
    try bystander.send(signal: 9)
    _ = try bystander.wait()
  }

  @Test("Those that were there before the watch are known while their parents live")
  func before() async throws {
    let scene = try LivingScene()
    let parent = try scene.run(
      "sleep 600 & echo $! > \(scene.path("a")); while :; do sleep 0.1; done")
    try await wait(for: "the child") {
      (try? Data(contentsOf: URL(filePath: scene.path("a"))).isEmpty) == false
    }
    let watch = try scene.watch([try scene.rule(nil, [.endOrphans])])
    let process = try scene.identity(parent)
    try parent.send(signal: 9)
    _ = try parent.wait()
    let text = try String(contentsOf: URL(filePath: scene.path("a")), encoding: .utf8)
    let child = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    let found = await watch.descendants(of: process)
    #expect(found.contains { $0.process.rawValue == child })
    for one in found { kill(one.process.rawValue, SIGKILL) }
  }
}
