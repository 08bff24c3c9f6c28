import Foundation
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

@testable import ConnectorService

@Suite(
  "Numbers in PID namespaces, live", .serialized,
  .enabled(
    if: NamespaceTests.reasonToSkip == nil, "\(NamespaceTests.reasonToSkip ?? "")"))
struct LiveNumberTests {
  /// What the tasks said of themselves, by namespace.
  private static func truth(_ path: String, levels: Int) throws -> [[Pairing: Int]] {
    let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    var truth = [[Pairing: Int]](repeating: [:], count: levels)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let level = try #require(Int(words[0]))
      let processes = words[1].split(separator: ",").compactMap { Int32($0) }
      let threads = words[2].split(separator: ",").compactMap { Int32($0) }
      let tasks = zip(threads, processes).map {
        TaskID(thread: ThreadID($0), process: ProcessID($1))
      }
      #expect(tasks.count == level + 1)
      for place in 1...level {
        truth[place - 1][Pairing(own: tasks[0], inner: tasks[place]), default: 0] += 1
      }
    }
    return truth
  }

  /// Runs the probe until nothing was lost on the way to this process.
  private static func run(
    levels: Int, loops: Int, children: Int, usesRecords: Bool,
    _ delivery: ConnectorConfiguration.Delivery
  ) throws -> (run: FollowedRun, truth: [[Pairing: Int]]) {
    for _ in 0..<4 {
      let path = NSTemporaryDirectory() + "namespaces-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: path) }
      let scene = try NamespaceScene(
        [NamespaceScene.path(of: "NamespaceProbe"), path, "\(levels)", "\(loops)", "\(children)"],
        namespaces: levels)
      let run = try FollowedRun(scene, usesRecords: usesRecords, delivery: delivery)
      scene.process.waitUntilExit()
      #expect(scene.process.terminationStatus == 0)
      if run.isIncomplete { continue }
      return (run, try truth(path, levels: levels))
    }
    throw TooMuchLost()
  }

  private struct TooMuchLost: Error {}

  @Test(
    "Each task of nested namespaces has the numbers that it has itself, at its fork and at its end",
    arguments: [ConnectorConfiguration.Delivery.immediate, .coalesced()])
  func everyTask(_ delivery: ConnectorConfiguration.Delivery) throws {
    let (run, truth) = try Self.run(
      levels: 3, loops: 4, children: 500, usesRecords: true, delivery)
    #expect(run.recordsForks == [true, true, true])
    #expect(truth.map { $0.values.reduce(0, +) } == [6012, 4008, 2004])
    for level in 0..<3 {
      #expect(run.told[level] == truth[level])
      #expect(run.lost[level].isEmpty)
    }
    #expect(run.contradictions.isEmpty)
    print(
      "\(run.events) events, \(run.forks) forks, \(run.time / UInt64(max(1, run.events))) ns each")
  }

  @Test("By /proc alone each task is known, or its events are told to be lost")
  func withoutRecords() throws {
    let (run, truth) = try Self.run(
      levels: 2, loops: 4, children: 500, usesRecords: false, .immediate)
    #expect(run.recordsForks == [false, false])
    for level in 0..<2 {
      var missing = truth[level]
      for (pairing, count) in run.told[level] {
        #expect(missing[pairing, default: 0] >= count, "\(pairing) is not true")
        missing[pairing, default: 0] -= count
      }
      missing = missing.filter { $0.value > 0 }
      var lost: [TaskID: Int] = [:]
      for task in run.lost[level] { lost[task, default: 0] += 1 }
      for (pairing, count) in missing {
        #expect(lost[pairing.own, default: 0] >= count, "\(pairing) is neither known nor lost")
      }
      print(
        "level \(level + 1): \(missing.count) of \(truth[level].count) tasks were gone too soon,",
        "\(run.lost[level].count) forks told to be lost;",
        "\(run.time / UInt64(max(1, run.events))) ns an event")
    }
    #expect(run.contradictions.isEmpty)
  }

  /// Prints a shell's own number and that inside, by the `/proc` of this machine.
  private static let tell =
    "while read -r k a b c; do [ \"$k\" = NSpid: ] && echo $a $b $c; done </proc/self/status"

  private static func pairings(_ text: String) -> Set<[Int32]> {
    Set(
      text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int32($0) } })
  }

  private static func check(_ run: FollowedRun, _ said: Set<[Int32]>, count: Int) {
    #expect(said.count == count)
    for numbers in said where !run.isIncomplete {
      let pairing = Pairing(
        own: TaskID(leaderOf: ProcessID(numbers[0])),
        inner: TaskID(leaderOf: ProcessID(numbers[1])))
      #expect(run.told[0][pairing] != nil, "\(numbers) is not known")
    }
  }

  @Test("Who enters from outside is known from his fork on")
  func entered() throws {
    let script = """
      unshare -pf --kill-child=KILL sh -c '
        read -r first rest </proc/self/stat; echo $first; read -r go; sleep 30' &
      read -r go
      first=$(cat /proc/$!/task/$!/children)
      for i in 1 2 3 4 5 6 7 8 9 10; do
        nsenter --pid=/proc/${first%% *}/ns/pid sh -c '\(Self.tell)'
      done
      kill -9 $!
      """
    let scene = try NamespaceScene(["/bin/sh", "-c", script], namespaces: 1)
    #expect(!scene.namespaces[0].isInitial)
    #expect(try scene.namespaces[0].owner() == 0)
    let run = try FollowedRun(scene)
    Self.check(run, Self.pairings(try scene.rest()), count: 10)
    #expect(run.contradictions.isEmpty)
  }

  @Test("The namespace of an ordinary user's user namespace is known as well, and is his")
  func ofAnotherUser() throws {
    let script = """
      read -r first rest </proc/self/stat; echo $first; read -r go
      for i in 1 2 3 4 5 6 7 8 9 10; do sh -c '\(Self.tell)'; done
      """
    let quoted = script.replacing("'", with: "'\\''")
    let scene = try NamespaceScene(
      ["/bin/su", "nobody", "-s", "/bin/sh", "-c", "exec unshare -Urpf sh -c '\(quoted)'"],
      namespaces: 1)
    #expect(try scene.namespaces[0].owner() == 65_534)
    let run = try FollowedRun(scene)
    Self.check(run, Self.pairings(try scene.rest()), count: 10)
  }

  @Test("Following leaves no descriptor behind, also where the namespace has ended")
  func descriptors() throws {
    var numbers = TaskNumbers(KernelTaskNumbers())
    var before = 0
    for round in 0..<6 {
      if round == 1 { before = try Files.openDescriptorCount() }
      do {
        let scene = try NamespaceScene(
          [NamespaceScene.path(of: "NamespaceProbe"), "/dev/null", "1", "1", "1"], namespaces: 1)
        let hold = scene.namespaces[0]
        numbers.follow(hold)
        numbers.follow(hold)
        #expect(numbers.count == 1)
        #expect(numbers.source.recordsForks(of: hold.namespace))
        numbers.unfollow(hold.namespace)
        #expect(numbers.isNeeded)
        numbers.unfollow(hold.namespace)
        #expect(!numbers.isNeeded)
        try scene.goOn()
        scene.process.waitUntilExit()
        numbers.follow(hold)
        #expect(!numbers.source.recordsForks(of: hold.namespace))
        #expect(numbers.source.refusal != nil)
        #expect(numbers.count == 0)
        numbers.unfollow(hold.namespace)
      }
    }
    #expect(try Files.openDescriptorCount() <= before)
  }
}
