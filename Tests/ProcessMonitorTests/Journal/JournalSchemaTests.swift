import Foundation
import GRDB
import ProcessEvents
import Testing

@testable import ProcessMonitor

/// Each version's tables and rows are in `Fixtures/VERSION.sql`, as `sqlite3 FILE .dump` writes them.
@Suite("The journal's schema")
struct JournalSchemaTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")
  private static let versions = JournalSchema.migrator.migrations

  @Test(
    "Every released version's file becomes this version's, with all that is in it",
    arguments: versions)
  func migration(version: String) async throws {
    let folder = try JournalFolder()
    try load(version, into: folder.path)
    let journal = try folder.open()
    #expect(journal.interruptedAttempts == 1 && journal.predecessor == .interrupted)
    #expect(
      try await journal.counts() == [
        .pending: 1, .inProgress: 0, .resourcesFreed: 1, .partialCleanup: 2, .gaveUp: 1,
        .reported: 0,
      ])
    let freed = try await journal.deaths(
      matching: DeathQuery(states: [.resourcesFreed]), limit: 10)
    let history = try #require(try await journal.death(freed.deaths[0].death.id))
    #expect(history.death.death == Samples.fixture)
    #expect(history.attempts.map(\.outcome) == [Samples.failure, Samples.success])
    #expect(try await journal.registrations() == [Samples.registration(7)])
    try expectNewestSchema(journal)
  }

  @Test(
    "There is a fixture of every version, and the newest one is what an empty file becomes",
    arguments: ["absent", "empty", "begun"])
  func emptyFile(kind: String) async throws {
    let folder = try JournalFolder()
    if kind == "empty" { try Data().write(to: URL(filePath: folder.path)) }
    if kind == "begun" {
      let database = try DatabaseQueue(path: folder.path)
      try database.inDatabase { db in
        try db.execute(
          sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      }
      try database.close()
    }
    let journal = try folder.open()
    #expect(try await journal.counts().values.reduce(0, +) == 0)
    try expectNewestSchema(journal)
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures.path())
    #expect(names.sorted() == Self.versions.map { "\($0).sql" }.sorted())
  }

  @Test("A later version's file is refused and stays as it is")
  func newerVersion() throws {
    let folder = try JournalFolder()
    try load(Self.versions.last ?? "", into: folder.path)
    let database = try DatabaseQueue(path: folder.path)
    try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
    try database.close()
    let error = #expect(throws: JournalError.self) { try folder.open() }
    #expect(error == .newerVersion(Self.versions + ["999"]))
    #expect("\(try #require(error))".contains("999"))
    // The lock went with the attempt.
    #expect(throws: JournalError.newerVersion(Self.versions + ["999"])) { try folder.open() }
  }

  @Test("Another program's database is refused and stays as it is")
  func foreign() throws {
    let folder = try JournalFolder()
    let database = try DatabaseQueue(path: folder.path)
    try database.write { try $0.execute(sql: "CREATE TABLE other (x)") }
    try database.close()
    let before = try Data(contentsOf: URL(filePath: folder.path))
    #expect(throws: JournalError.foreign(path: folder.path)) { try folder.open() }
    #expect(try Data(contentsOf: URL(filePath: folder.path)) == before)
  }

  private func load(_ version: String, into path: String) throws {
    let sql = try String(
      contentsOf: Self.fixtures.appending(path: "\(version).sql"), encoding: .utf8)
    let database = try DatabaseQueue(path: path)
    try database.inDatabase { try $0.execute(sql: sql) }
    try database.close()
  }

  private func expectNewestSchema(_ journal: Journal) throws {
    let newest = try DatabaseQueue()
    let sql = try String(
      contentsOf: Self.fixtures.appending(path: "\(Self.versions.last ?? "").sql"),
      encoding: .utf8)
    try newest.inDatabase { try $0.execute(sql: sql) }
    let expected = try newest.read(schema)
    #expect(try journal.database.read(schema) == expected)
    #expect(expected.count > 5)
  }

  private func schema(_ db: Database) throws -> [String] {
    let statements = try String.fetchAll(
      db, sql: "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    return statements + [try String.fetchOne(db, sql: "PRAGMA application_id") ?? ""]
  }
}

extension Samples {
  /// The death in the fixtures whose resources were freed at the second attempt.
  static var fixture: GuardedDeath {
    var death = Samples.death(1)
    death.token = "a token"
    death.owner = 1000
    death.name = "postgres"
    death.status = .signaled(.segmentationFault, coreDumped: true)
    death.startTime = 500
    return death
  }

  /// Fills a journal as the fixtures are: of each state one, one interrupted.
  static func fillFixture(_ journal: Journal) async throws {
    let deaths = [Samples.death(0), fixture, Samples.death(2), Samples.death(3), Samples.death(4)]
    try await journal.record(deaths)
    for (index, death) in deaths.enumerated() where index > 0 {
      let number = try await journal.begin(death.id, at: 2_000)
      if index == 2 { continue }
      let retry: UInt64? = index == 3 ? nil : 9_000
      try await journal.finish(death.id, attempt: number, failure, at: 2_100, retryAt: retry)
      if index > 1 { continue }
      let second = try await journal.begin(death.id, at: 9_000)
      try await journal.finish(death.id, attempt: second, success, at: 9_100, retryAt: nil)
    }
    try await journal.add([Samples.registration(7)])
  }
}

@Suite("Fixtures of the journal")
struct JournalFixtureTests {
  /// `PMON_UPDATE_FIXTURES=1` leaves a file for `sqlite3 FILE .dump`; see the other suite.
  @Test(
    "A filled journal is what the fixtures hold",
    .enabled(
      if: ProcessInfo.processInfo.environment["PMON_UPDATE_FIXTURES"] != nil,
      "only to make a new version's fixture"))
  func make() async throws {
    let path = try #require(ProcessInfo.processInfo.environment["PMON_UPDATE_FIXTURES"])
    let journal = try Journal(path: path)
    try await Samples.fillFixture(journal)
    try journal.close()
  }
}
