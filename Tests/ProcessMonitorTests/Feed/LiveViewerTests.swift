import FoundationEssentials
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite(
  "What an ordinary user is told, on the running kernel", .serialized, .timeLimit(.minutes(3)),
  .enabled(if: Host.isServed && Host.isRoot, "the running kernel, and root who becomes somebody"))
struct LiveViewerTests {
  private static let nobody: UInt32 = 65534

  @Test("Of root's processes he is told nothing, nor of a set-user-ID program that he runs")
  func ordinaryUser() async throws {
    let feed = try EventFeed()
    // Root's shell with a secret; nobody's shell, which stays until its arguments have been told, whose children end,
    // and which runs su, in vain. Then something of nobody's after all that is looked at.
    let gate = FileManager.default.temporaryDirectory.appending(path: "gate-\(UUID().uuidString)")
    try Data().write(to: gate)
    defer { try? FileManager.default.removeItem(at: gate) }
    let his = "while [ -e \(gate.path()) ]; do sleep 0.02; done; (exit 5); su root -c true; exit 9"
    let family = try HeldFamily(
      """
      su nobody -s /bin/sh -c ': of-nobody; \(his)'
      su nobody -s /bin/sh -c '(exit 11); exit 12'
      : secret-of-root; exit 7
      """)
    let filter = try Filter(parsing: "pid == \(family.id) or ancestor == \(family.id)")
    let all = try await feed.open(
      FeedRequest(filter: filter, details: [.user, .arguments], viewer: .everything))
    let ofHim = try await feed.open(
      FeedRequest(filter: filter, details: .arguments, viewer: .user(Self.nobody)))
    family.release()
    var mine = FeedTold()
    try await mine.read(ofHim) { line in
      line.event == "exec" && line.process?.commandArgs?.last?.contains("of-nobody") == true
    }
    try FileManager.default.removeItem(at: gate)
    var everything = FeedTold()
    try await everything.read(all) { $0.isEnd(of: family.id) }
    try family.reap()
    try await mine.read(ofHim) { $0.process?.exit?.code == 12 }
    let members = Self.family(of: family.id, in: everything)

    let text = String(decoding: mine.bytes, as: UTF8.self)
    #expect(!text.contains("secret-of-root"))
    // What he is told of this family is what is known to be his, and all of it.
    let own = everything.events.filter { line in
      guard let process = line.process, members.contains(process.pid) else { return false }
      return process.user?.id == Self.nobody && process.user?.state == nil
    }
    let told = mine.events.filter { members.contains($0.process?.pid ?? 0) }
    #expect(told.map(\.key) == own.map(\.key))
    #expect(told.contains { $0.process?.exit?.code == 5 })
    #expect(told.contains { $0.process?.exit?.code == 9 })

    // The set-user-ID program: forked as his, and root's from the change on.
    let change = try #require(
      everything.events.first {
        let pid = $0.process?.pid
        return $0.event == "uid" && $0.process?.user?.id == 0
          && told.contains { $0.process?.pid == pid }
      })
    let program = try #require(change.process?.pid)
    let after = everything.events.drop { $0 != change }.filter { $0.process?.pid == program }
    #expect(after.contains { $0.event == "exec" } && after.contains { $0.event == "exit" })
    let toldOfIt = told.filter { $0.process?.pid == program }.map(\.event)
    #expect(toldOfIt == ["fork"])

    #expect(mine.lost == 0 && everything.lost == 0)
  }

  /// A process and its descendants, by their forks.
  private static func family(of id: Int32, in told: FeedTold) -> Set<Int32> {
    var members: Set<Int32> = [id]
    for line in told.events where line.event == "fork" {
      if let process = line.process, members.contains(process.parentPid ?? 0) {
        members.insert(process.pid)
      }
    }
    return members
  }
}

extension ToldLine {
  fileprivate var key: String { "\(time) \(event) \(process?.pid ?? 0)" }
}
