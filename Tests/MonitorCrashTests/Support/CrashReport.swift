import Foundation
import ProcessEvents

/// What wait(2) said of the victims beside what the clean-ups were told.
struct CrashReport {
  /// What must not be, each in a line.
  private(set) var faults: [String] = []
  private(set) var expected = 0
  /// Clean-ups that were told an inferred death, and those of a cause that nobody knows.
  private(set) var inferred = 0
  private(set) var unknown = 0
  /// Clean-ups that were repeated.
  private(set) var repeated = 0

  private struct Victim: Hashable {
    var pid: Substring
    var ticks: Substring
  }

  private struct Note {
    var kind: Substring
    var attempt: Int
    var cause: Substring
    var isInferred: Bool
    var token: Substring
    var time: UInt64
  }

  /// - Parameters:
  ///   - mayEndTwice: whether a clean-up may have come to its end and be repeated all the same, because the daemon
  ///     was killed before it had been written down.
  ///   - failsFirst: whether each first attempt fails by itself.
  init(_ machine: GuardedMachine, mayEndTwice: Bool = false, failsFirst: Bool = false) throws {
    let notes = try Self.notes(machine.cleanups)
    var abnormal: Set<Victim> = []
    for line in try Self.lines(machine.truth) {
      let victim = Victim(pid: line[0], ticks: line[1])
      let status = ExitStatus(rawValue: UInt32(line[2]) ?? .max)
      let what = "\(line[4]) \(line[0])/\(line[1]), \(status)"
      guard status.isAbnormal, line[3] == "1" else {
        // A process that has the id of a former one may have begun in the same tick as nobody else.
        if let note = notes[victim]?.first {
          faults.append("cleaned up: \(what), as \(note.cause)")
        }
        continue
      }
      abnormal.insert(victim)
      judge(notes[victim] ?? [], status, what, mayEndTwice: mayEndTwice, failsFirst: failsFirst)
    }
    expected = abnormal.count
    for victim in notes.keys where !abnormal.contains(victim) {
      faults.append("cleaned up, but nobody's: \(victim.pid)/\(victim.ticks)")
    }
  }

  private mutating func judge(
    _ notes: [Note], _ status: ExitStatus, _ what: String, mayEndTwice: Bool, failsFirst: Bool
  ) {
    let begun = notes.filter { $0.kind == "begin" }
    let ended = notes.filter { $0.kind == "end" }
    guard let last = ended.last else {
      faults.append("not cleaned up: \(what), begun \(begun.count) times")
      return
    }
    if begun.count > 1 { repeated += 1 }
    if begun.map(\.attempt) != Array(1...begun.count) {
      // One whose daemon was killed before it could begin is told by the next number all the same.
      if Set(begun.map(\.attempt)).count != begun.count
        || begun.map(\.attempt).sorted() != begun.map(\.attempt)
      {
        faults.append("attempts \(begun.map(\.attempt)): \(what)")
      }
    }
    if ended.count > 1, !mayEndTwice { faults.append("cleaned up \(ended.count) times: \(what)") }
    if failsFirst, last.attempt < 2 { faults.append("the first attempt did not fail: \(what)") }
    for note in ended {
      if let next = begun.first(where: { $0.attempt > note.attempt }), next.time < note.time {
        faults.append("attempts \(note.attempt) and \(next.attempt) overlap: \(what)")
      }
    }
    if last.isInferred { inferred += 1 }
    if last.cause == "unknown" {
      unknown += 1
    } else if last.cause != status.description[...] {
      faults.append("cause \(last.cause): \(what)")
    }
  }

  private static func notes(_ path: String) throws -> [Victim: [Note]] {
    var notes: [Victim: [Note]] = [:]
    for line in try lines(path) {
      let parts = line[1].split(separator: "/")
      notes[Victim(pid: parts[1], ticks: parts[2]), default: []].append(
        Note(
          kind: line[0], attempt: Int(line[2]) ?? 0, cause: line[3], isInferred: line[4] == "1",
          token: line[5], time: UInt64(line[7]) ?? 0))
    }
    return notes
  }

  private static func lines(_ path: String) throws -> [[Substring]] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
  }
}
