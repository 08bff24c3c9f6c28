import Foundation
import GRDB
import KernelInterface
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite("The journal on a bad day")
struct JournalFailureTests {
  @Test("A file without room: what is refused was not kept, what was kept stays, and it goes on")
  func fullFile() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let pages = try await journal.size().file / 4_096
    try await journal.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 20)")
    }
    let kept = try await recordUntilFull(journal)
    try await journal.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = 1000000")
    }
    try await expectCatchingUp(journal, kept)
  }

  @Test(
    "A full disk: the same",
    .enabled(if: getuid() == 0, "only root can mount a small file system"))
  func fullDisk() async throws {
    let folder = try JournalFolder()
    let disk = folder.url.appending(path: "disk").path()
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
    try run("/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk])
    defer { #expect(throws: Never.self) { try run("/bin/umount", ["-l", disk]) } }
    let ballast = disk + "/ballast"
    try Data(count: 500_000).write(to: URL(filePath: ballast))
    var journal = try Journal(path: disk + "/journal.sqlite")
    let kept = try await recordUntilFull(journal)
    // After a restart as well: what was kept is there.
    try journal.close()
    try FileManager.default.removeItem(atPath: ballast)
    journal = try Journal(path: disk + "/journal.sqlite")
    try await expectCatchingUp(journal, kept)
    try journal.close()
  }

  /// - Returns: how many deaths the journal said were on disk.
  private func recordUntilFull(_ journal: Journal) async throws -> Int {
    var kept = 0
    var failure: JournalError?
    while failure == nil && kept < 20_000 {
      do throws(JournalError) {
        try await journal.record(Samples.deaths(kept..<kept + 20))
        kept += 20
      } catch {
        failure = error
      }
    }
    guard case .full = failure else {
      Issue.record("not full after \(kept): \(String(describing: failure))")
      return kept
    }
    #expect(try #require(failure).mayPass)
    #expect(try await journal.counts()[.pending] == kept)
    return kept
  }

  private func expectCatchingUp(_ journal: Journal, _ kept: Int) async throws {
    var backlog = DeathBacklog(capacity: 100)
    backlog.add(Samples.deaths(kept..<kept + 20))
    let batch = backlog.first(20)
    #expect(try await journal.record(batch).count == 20)
    backlog.remove(batch)
    #expect(backlog.isEmpty)
    #expect(try await journal.counts()[.pending] == kept + 20)
    #expect(try await journal.begin(Samples.death(0).id, at: 1) == 1)
  }

  @Test("A change that is too large for what is left fails alone")
  func tooLargeAlone() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let pages = try await journal.size().file / 4_096
    try await journal.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 20)")
    }
    let results = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<10 {
        group.addTask {
          let count = number == 5 ? 1_000 : 1
          return
            (try? await journal.record(
              Samples.deaths(number * 1_000..<number * 1_000 + count))) != nil
        }
      }
      var count = 0
      for await succeeded in group where succeeded { count += 1 }
      return count
    }
    #expect(results == 9)
    #expect(try await journal.counts()[.pending] == 9)
  }

  @Test("A second daemon is kept out until the first has closed")
  func lock() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    #expect(throws: JournalError.lockedByAnother(path: folder.path)) { try folder.open() }
    #expect(throws: JournalError.lockedByAnother(path: folder.path)) {
      try Journal.moveAside(path: folder.path, time: 0)
    }
    try journal.close()
    let second = try folder.open()
    try await second.record([Samples.death(1)])
    await #expect(throws: JournalError.closed) { try await journal.record([Samples.death(2)]) }
    await #expect(throws: JournalError.closed) { try await journal.counts() }
  }

  @Test("Nobody but its owner may read it")
  func modes() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    try await journal.record([Samples.death(1)])
    let names = try folder.names()
    #expect(names == ["", "-lock", "-shm", "-wal"].map { "journal.sqlite\($0)" })
    for name in names {
      let path = folder.url.appending(path: name).path()
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600, "\(name)")
    }
    try journal.close()
  }

  @Test("A folder that is not there")
  func inaccessible() throws {
    let error = #expect(throws: JournalError.self) {
      try Journal(path: "/nonexistent/journal.sqlite")
    }
    guard case .io = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "Bytes that flip are told as such or change nothing, and nothing falls",
    arguments: Seeds.chosen)
  func flippedBytes(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try JournalFolder()
    let original = try folder.open()
    try await original.record(Samples.deaths(0..<300))
    try original.close()
    let intact = try Data(contentsOf: URL(filePath: folder.path))
    var corrupt = 0
    for round in 0..<40 {
      var bytes = intact
      // As a disk does: a whole sector.
      let sector = random.number(in: 0...(bytes.count / 512 - 1)) * 512
      for offset in sector..<sector + 512 { bytes[offset] ^= random.bits() }
      try bytes.write(to: URL(filePath: folder.path))
      do throws(JournalError) {
        let journal = try folder.open()
        _ = try await journal.deaths(limit: 1_000)
        try await journal.record([Samples.death(1_000)])
        _ = try await journal.begin(Samples.death(1_000).id, at: 1)
        try journal.close()
      } catch {
        switch error {
        case .corrupt, .foreign, .newerVersion, .sqlite: corrupt += 1
        default: Issue.record("seed \(seed), round \(round): \(error)")
        }
      }
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: folder.path + suffix)
      }
    }
    #expect(corrupt > 10, "seed \(seed)")
  }

  @Test("A corrupt file is moved aside by a call, with its log, and a new one begins")
  func movingAside() async throws {
    let folder = try JournalFolder()
    try Data("This is not a database, and long enough for a header of one.".utf8 + Data(count: 500))
      .write(to: URL(filePath: folder.path))
    let bytes = try Data(contentsOf: URL(filePath: folder.path))
    let error = #expect(throws: JournalError.self) { try folder.open() }
    guard case .corrupt = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    // Nothing happens by itself.
    #expect(try Data(contentsOf: URL(filePath: folder.path)) == bytes)
    try Data("log".utf8).write(to: URL(filePath: folder.path + "-wal"))
    let place = try Journal.moveAside(path: folder.path, time: 1_700_000_000_123_456_789)
    #expect(place == folder.path + ".corrupt-20231114T221320Z")
    #expect(try Data(contentsOf: URL(filePath: place)) == bytes)
    #expect(try Data(contentsOf: URL(filePath: place + "-wal")) == Data("log".utf8))
    let journal = try folder.open()
    try await journal.record([Samples.death(1)])
  }

  private func run(_ program: String, _ arguments: [String]) throws {
    let process = try Process.run(URL(filePath: program), arguments: arguments)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
