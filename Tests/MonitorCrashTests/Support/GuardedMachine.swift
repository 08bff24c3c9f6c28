import Foundation
import KernelInterface
import Synchronization
import TestSupport
import Testing

/// A daemon with its keeper, in a folder of its own, and what died while it was guarding.
final class GuardedMachine: Sendable {
  let folder: String
  private let program: String
  private let daemon = Mutex<Process?>(nil)
  private let text = Mutex("")

  /// - Parameter program: what is run; it takes `--config FILE`.
  init(program: String = path(of: "pmond")) throws {
    self.program = program
    folder = "/tmp/pmon-crash-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    // Cores are put into the folder in which a process works.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
  }

  deinit {
    killAll()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Where a program was built; `PMON_CRASH_BINARIES` names another folder.
  static func path(of name: String) -> String {
    if let folder = HostFacts.environment("PMON_CRASH_BINARIES") { return folder + "/" + name }
    return URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../.build/debug/\(name)").standardizedFileURL.path()
  }

  var socket: String { folder + "/run/pmon.sock" }
  var truth: String { folder + "/truth" }
  var cleanups: String { folder + "/cleanups" }
  var log: String { text.withLock { $0 } }

  /// A guard whose clean-up notes what it is told.
  ///
  /// - Parameters:
  ///   - milliseconds: how long it takes.
  ///   - behaviour: see `VictimProbe`.
  ///   - keys: more of the guard's own.
  ///   - plan: more of its clean-up's.
  func rule(
    _ name: String, milliseconds: Int = 2, behaviour: String = "", keys: String = "",
    plan: String = ""
  ) -> String {
    """
      - name: \(name)
    \(keys)
        cleanup:
    \(plan)
          actions:
            - command: ["\(Self.path(of: "VictimProbe"))", cleanup, "\(cleanups)", "\(milliseconds)", "\(behaviour)"]

    """
  }

  /// - Parameter journal: the folder of the journal; its own unless given.
  func configure(_ rules: [String], limits: String = "", journal: String? = nil) throws {
    let configuration = """
      paths: {journal: "\(journal ?? folder + "/journal")/journal.sqlite", socket: "\(socket)"}
      limits: {\(limits)}
      guards:
      \(rules.joined())
      """
    try configuration.write(
      toFile: folder + "/pmond.yaml", atomically: true, encoding: .utf8)
  }

  /// Starts the daemon, and waits until it answers.
  func start(_ arguments: [String] = []) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = ["--config", folder + "/pmond.yaml"] + arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let pipe = Foundation.Pipe()
    process.standardError = pipe
    try process.run()
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      self?.text.withLock { $0 += String(decoding: data, as: UTF8.self) }
    }
    daemon.withLock { $0 = process }
    try #require(eventually { status() != nil }, "the daemon does not answer: \(log)")
  }

  var keeper: Int32 { daemon.withLock { $0?.processIdentifier ?? 0 } }

  /// The process that does the work; nil while there is none.
  var engine: Int32? {
    guard keeper > 0 else { return nil }
    let children = try? Files.text(of: "/proc/\(keeper)/task/\(keeper)/children", limit: 4096)
    // Orphans of clean-ups are the keeper's children, too.
    return children?.split(separator: " ").compactMap { Int32($0) }.first {
      (try? Files.text(of: "/proc/\($0)/comm", limit: 64))
        == (try? Files.text(of: "/proc/\(keeper)/comm", limit: 64))
    }
  }

  /// Kills the process that does the work.
  @discardableResult
  func killEngine() -> Bool {
    guard let engine else { return false }
    ProcessActions.send(signal: 9, to: engine)
    return true
  }

  /// Kills keeper and engine.
  func killAll() {
    guard let process = daemon.withLock({ $0.take() }), process.isRunning else { return }
    let children =
      (try? Files.text(
        of: "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children",
        limit: 65_536)) ?? ""
    ProcessActions.send(signal: 9, to: process.processIdentifier)
    for child in children.split(separator: " ").compactMap({ Int32($0) }) {
      ProcessActions.send(signal: 9, to: child)
    }
    process.waitUntilExit()
  }

  /// The answer to `GET /v1/status`; nil where there is none.
  func status() -> [String: Any]? {
    guard let body = LocalRequest.get("/v1/status", at: socket) else { return nil }
    return (try? JSONSerialization.jsonObject(with: body)) as? [String: Any]
  }

  func number(_ keys: String...) -> Int? {
    keys.reduce(status() as Any?) { ($0 as? [String: Any])?[$1] } as? Int
  }

  /// Registers a process.
  func register(_ process: Int32, guardName: String) throws {
    let status = try LocalRequest.post(
      "/v1/registrations",
      #"{"process":{"pid":\#(process)},"guard":{"name":"\#(guardName)"}}"#, at: socket)
    try #require(status == 201)
  }

  /// Waits until all registrations are over and no clean-up is outstanding.
  func waitUntilDone() -> Bool {
    eventually(seconds: 120) {
      guard let status = status(), let counts = status["cleanups"] as? [String: Int],
        let registrations = status["registrations"] as? [String: Int],
        let journal = status["journal"] as? [String: Any]
      else { return false }
      return registrations["count"] == 0 && journal["waiting"] as? Int == 0
        && ["PENDING", "IN PROGRESS", "PARTIAL CLEANUP", "running"].allSatisfy { counts[$0] == 0 }
    }
  }
}

/// Waits until something is so.
func eventually(seconds: Int = 30, _ condition: () throws -> Bool) rethrows -> Bool {
  let end = Clocks.monotonic &+ UInt64(seconds) * 1_000_000_000
  while Clocks.monotonic < end {
    if try condition() { return true }
    ProcessActions.sleep(milliseconds: 20)
  }
  return false
}
