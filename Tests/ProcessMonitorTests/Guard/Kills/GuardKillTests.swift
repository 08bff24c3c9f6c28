import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@Suite(
  "Guards of a daemon that is killed", .serialized, .timeLimit(.minutes(5)),
  .enabled(if: Host.isServed, "this kernel does not serve this process"))
struct GuardKillTests {
  /// Ends processes, and kills the daemon at any moment in between.
  private func endAll(
    _ victims: [KilledDaemon.Victim], of daemon: KilledDaemon, _ random: inout SeededGenerator
  ) throws -> [String: UInt32] {
    var ends: [String: UInt32] = [:]
    let kill = random.number(in: 0...(victims.count - 1))
    let stop = random.number(in: 0...kill)
    for (number, victim) in victims.enumerated() {
      // Stopped, it reads nothing for a while; not always, so that what it has read is at stake as well.
      if number == stop, random.once(in: 2), let process = daemon.daemon {
        ProcessActions.send(signal: 19, to: process)
      }
      ends[victim.name] = try victim.end(random.number(in: 0...1))
      if number == kill, let process = daemon.daemon {
        ProcessActions.sleep(milliseconds: random.number(in: UInt32(0)...15))
        ProcessActions.send(signal: 9, to: process)
      }
    }
    return ends
  }

  @Test("Every abnormal end is told as seen, and no normal one", arguments: Seeds.chosen)
  func kills(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let daemon = try KilledDaemon()
    defer { daemon.remove() }
    var ends: [String: UInt32] = [:]
    for _ in 0..<20 {
      let victims = try daemon.victims(12)
      ends.merge(try endAll(victims, of: daemon, &random)) { $1 }
    }
    try daemon.wait { daemon in
      let told = daemon.lines(after: "death").map {
        $0.split(separator: " ")[..<2].joined(separator: " ")
      }
      return Set(told + daemon.lines(after: "forgotten")) == Set(ends.keys)
    }
    let expected = ends.filter { $0.value != 0 }.map { "\($0.key) \($0.value) seen" }
    #expect(daemon.lines(after: "death").sorted() == expected.sorted())
    #expect(
      Set(daemon.lines(after: "forgotten")) == Set(ends.filter { $0.value == 0 }.map(\.key)))
    let starts = daemon.lines(after: "start").compactMap { $0.split(separator: " ").last }
    #expect(starts.first == "new" && starts.dropFirst().allSatisfy { $0 == "kept" })
    #expect(starts.count > 10)
  }

  @Test("Where the keeper is killed as well, all ends are found missing, and marked")
  func everything() throws {
    var daemon = try KilledDaemon()
    defer { daemon.remove() }
    let victims = try daemon.victims(12)
    let process = try #require(daemon.daemon)
    ProcessActions.send(signal: 9, to: daemon.probe.keeper)
    ProcessActions.send(signal: 9, to: process)
    _ = daemon.probe.wait()
    for (number, victim) in victims.enumerated() { _ = try victim.end(number / 2) }
    try daemon.restartKeeper()
    try daemon.wait { $0.lines(after: "death").count == victims.count }
    #expect(
      daemon.lines(after: "death").sorted()
        == victims.map { "\($0.name) unknown inferred" }.sorted()
    )
    #expect(daemon.lines(after: "start").last?.hasSuffix(" new") == true)
  }
}
