import Foundation
import TestSupport
import Testing

@testable import ProcessMonitor

/// Promises that a probe was given before it was killed are compared with what the journal says afterwards.
@Suite("The journal after SIGKILL")
struct JournalCrashTests {
  private static let probe = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/debug/JournalProbe")

  @Test(
    "Killed at any step, it keeps what it promised and repeats no success",
    arguments: Seeds.chosen)
  func steps(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try JournalFolder()
    var log = ProbeLog()
    var first = 0
    for step in JournalStep.allCases.shuffled(using: &random) {
      // Opening passes its steps once, the others come at least as often as a writer waits for its batches.
      let isOpening = step.rawValue <= JournalStep.recovered.rawValue
      for nth in isOpening ? [1] : [1, random.number(in: 2...24)] {
        let comment: Comment = "seed \(seed), killed at \(step) number \(nth)"
        let (process, output) = try start(folder, first, step, nth)
        for line in try lines(of: output.fileHandleForReading.readToEnd()) {
          log.add(line, comment)
        }
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal, comment)
        #expect(process.terminationStatus == SIGKILL, comment)
        first += 400
        try await check(folder, log, comment)
      }
    }
    try await finish(folder, &log, first)
  }

  @Test(
    "Killed while it is made, it is made by the next",
    arguments: [JournalStep.locked, .opened, .migrated, .recovered])
  func making(step: JournalStep) async throws {
    let folder = try JournalFolder()
    var log = ProbeLog()
    let (process, output) = try start(folder, 0, step, 1)
    #expect(try lines(of: output.fileHandleForReading.readToEnd()).isEmpty)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == SIGKILL)
    try await finish(folder, &log, 0)
  }

  @Test("Killed at any moment, the same", arguments: Seeds.chosen)
  func moments(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let folder = try JournalFolder()
    var log = ProbeLog()
    for round in 0..<10 {
      let limit = random.number(in: 1...250)
      let comment: Comment = "seed \(seed), round \(round), killed after \(limit) lines"
      let (process, output) = try start(folder, round * 400, nil, 0)
      var count = 0
      var bytes = Data()
      while case let more = output.fileHandleForReading.availableData, !more.isEmpty {
        bytes += more
        count += more.count { $0 == UInt8(ascii: "\n") }
        if count >= limit { kill(process.processIdentifier, SIGKILL) }
      }
      process.waitUntilExit()
      for line in lines(of: bytes) { log.add(line, comment) }
      try await check(folder, log, comment)
    }
    try await finish(folder, &log, 10 * 400)
  }

  private func start(
    _ folder: JournalFolder, _ first: Int, _ step: JournalStep?, _ nth: Int
  ) throws -> (Process, Pipe) {
    let process = Process()
    let output = Pipe()
    process.executableURL = Self.probe
    process.arguments = [folder.path, "\(first)", "\(step?.rawValue ?? -1)", "\(nth)"]
    process.standardOutput = output
    try process.run()
    return (process, output)
  }

  private func lines(of bytes: Data?) -> [Substring] {
    String(decoding: bytes ?? Data(), as: UTF8.self).split(separator: "\n")
  }

  private func check(_ folder: JournalFolder, _ log: ProbeLog, _ comment: Comment) async throws {
    let journal = try folder.open()
    try await log.check(journal, comment)
    try journal.close()
  }

  /// What is left is done by a probe that nobody kills.
  private func finish(_ folder: JournalFolder, _ log: inout ProbeLog, _ first: Int) async throws {
    let (process, output) = try start(folder, first, nil, 0)
    for line in try lines(of: output.fileHandleForReading.readToEnd()) { log.add(line, "the end") }
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    let journal = try folder.open()
    #expect(journal.interruptedAttempts == 0)
    try await log.check(journal, "the end")
    try await log.checkEnd(journal)
    #expect(log.lines > 400)
    try journal.close()
  }
}
