import Foundation
import KernelInterface
import Logging
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

/// A monitor with a folder of its own, whose clean-ups leave a line each.
final class MonitorBench: Sendable {
  let folder: JournalFolder
  let monitor: Monitor
  private let task: Task<Void, any Error>

  static let receiveBuffer: UInt64 = 1 << 20
  static let root = Requester(user: getuid(), process: getpid(), isPrivileged: true)

  /// - Parameter folder: nil for a new one.
  init(
    _ configuration: MonitorConfiguration = MonitorConfiguration(), in folder: JournalFolder? = nil,
    journal: String? = nil
  ) async throws {
    self.folder = try folder ?? JournalFolder()
    var configuration = configuration
    configuration.paths.journal = journal ?? self.folder.path
    configuration.limits.resyncInterval = 1000
    configuration.limits.receiveBuffer = Self.receiveBuffer
    let monitor = try await Monitor(
      configuration, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
      daemon: ProcessID(.max))
    self.monitor = monitor
    task = Task { try await monitor.run() }
  }

  func stop() async {
    task.cancel()
    _ = await task.result
  }

  /// Where ``plan(_:)``'s clean-ups write.
  var marks: String { folder.url.appending(path: "marks").path() }

  /// A command that appends to ``marks`` the token, the attempt and the count, and then runs a script.
  func plan(_ script: String = "") -> CleanupPlan {
    Self.plan(script, marks: marks)
  }

  static func plan(_ script: String = "", marks: String) -> CleanupPlan {
    CleanupPlan(
      actions: [
        .command([
          "/bin/sh", "-c", "echo $PMON_TOKEN $PMON_ATTEMPT $PMON_COUNT >> \(marks); \(script)",
        ])
      ], attempts: 3, backOff: 10)
  }

  /// The lines in ``marks``.
  func lines() -> [String] {
    let text = try? String(contentsOfFile: marks, encoding: .utf8)
    return (text ?? "").split(separator: "\n").map(String.init)
  }

  @discardableResult
  func register(
    _ child: ChildProcess, _ plan: CleanupPlan? = nil, token: String? = nil,
    guardName: String = "test", by requester: Requester = root
  ) async throws -> RegistrationReceipt {
    var request = RegistrationRequest(
      process: ProcessID(child.id), guardName: guardName, token: token)
    request.plan = plan
    return try await monitor.register(request, by: requester)
  }

  func counts() async -> [CleanupState: Int] {
    let counts = await monitor.status(for: Self.root).cleanups ?? [:]
    return counts.filter { $0.value > 0 }
  }

  func deaths() async throws -> [JournaledDeath] {
    try await monitor.deaths(matching: DeathQuery(), limit: 1000, for: Self.root).deaths
  }

  /// Waits until something is true; a test that waits for half a minute has failed.
  static func wait(
    until condition: () async throws -> Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for _ in 0..<3000 {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("it did not come about", sourceLocation: sourceLocation)
  }
}

extension ChildProcess {
  static func sleeping() throws -> ChildProcess { try ChildProcess(["/bin/sleep", "100"]) }

  func kill(_ signal: Int32 = 9) throws {
    try send(signal: signal)
    _ = try wait()
  }
}
