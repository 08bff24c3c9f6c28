import Foundation
import GRDB
import Synchronization
import Testing

@testable import ProcessMonitor

@Suite("Commits in groups")
struct JournalGroupTests {
  @Test("What comes while one commit runs is the next one")
  func groups() async throws {
    let folder = try JournalFolder()
    let commits = Mutex(0)
    let gate = DispatchSemaphore(value: 0)
    let isHeld = Mutex(true)
    let journal = try folder.open { step in
      if step == .committing && isHeld.withLock({ $0 }) { gate.wait() }
      if step == .committed { commits.withLock { $0 += 1 } }
    }
    try await withThrowingTaskGroup { group in
      group.addTask { try await journal.record([Samples.death(0)]) }
      // It has left the queue, and waits at the gate.
      while !journal.committer.isWriting || journal.committer.waitingCount > 0 {
        await Task.yield()
      }
      for number in 1...50 {
        group.addTask { try await journal.record([Samples.death(number)]) }
      }
      while journal.committer.waitingCount < 50 { await Task.yield() }
      isHeld.withLock { $0 = false }
      gate.signal()
      try await group.waitForAll()
    }
    #expect(commits.withLock { $0 } == 2)
    #expect(try await journal.counts()[.pending] == 51)
    #expect(!journal.committer.isWriting)
  }

  @Test("A change that is refused does not harm those beside it")
  func refusal() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    await withTaskGroup { group in
      for number in 0..<100 {
        group.addTask {
          if number % 3 == 0 {
            await #expect(throws: JournalError.unknownDeath(Samples.death(9_999).id)) {
              try await journal.begin(Samples.death(9_999).id, at: 0)
            }
          } else {
            await #expect(throws: Never.self) { try await journal.record([Samples.death(number)]) }
          }
        }
      }
    }
    #expect(try await journal.counts()[.pending] == 66)
  }

  @Test("The log is flushed at every commit")
  func synchronous() async throws {
    let folder = try JournalFolder()
    let journal = try folder.open()
    let settings = try await journal.database.writeWithoutTransaction { db in
      [
        try String.fetchOne(db, sql: "PRAGMA journal_mode"),
        try String.fetchOne(db, sql: "PRAGMA synchronous"),
        try String.fetchOne(db, sql: "PRAGMA auto_vacuum"),
      ]
    }
    #expect(settings == ["wal", "2", "2"])
  }
}
