import Foundation
import KernelInterface
import ProcessEvents
import ProcessTable
import TestSupport
import Testing

@testable import ProcessMonitor

/// A folder with a shell of a name that nothing else on the machine has, and a watch on that name.
final class LivingScene: Sendable {
  let name: String
  let shell: String
  let actions = LivingActions()
  let boot: BootID
  private let scratch: Scratch
  /// Stands for the daemon, whose descendants count as clean-ups.
  private let daemon: ChildProcess

  init() throws {
    scratch = try Scratch()
    name = "lw\(getpid())x\(UInt32.random(in: 0...0xFFFF))"
    shell = scratch.path(name)
    // By another process: while this one has it open for writing, so has any child that is begun meanwhile.
    #expect(try ChildProcess(["/bin/cp", "/bin/sh", shell]).wait() == 0)
    boot = try #require(BootID.current())
    daemon = try ChildProcess(["/bin/sleep", "600"])
  }

  deinit {
    kill(daemon.id, SIGKILL)
    _ = try? daemon.wait()
  }

  func path(_ file: String) -> String { scratch.path(file) }
  func touch(_ file: String) throws { try Data().write(to: URL(filePath: path(file))) }

  func rule(
    _ match: String? = nil, name: String = "test", on trigger: GuardTrigger = .abnormal,
    _ actions: [CleanupAction] = [.command(["/bin/true"])]
  ) throws -> GuardRule {
    GuardRule(
      name: name, match: try Filter(parsing: match ?? "name == \(self.name)"), trigger: trigger,
      plan: CleanupPlan(actions: actions))
  }

  func watch(
    _ rules: [GuardRule], sideBand: Bool = true, daemon: Int32? = nil, buffer: UInt64? = nil,
    restoring registrations: [Registration] = []
  ) throws -> LivingWatch {
    let actions = actions
    var settings = LivingWatch.Settings(
      deliver: { actions.add($0) }, fail: { Issue.record("the watch failed: \($0)") })
    settings.daemon = ProcessID(daemon ?? self.daemon.id)
    settings.allowsSideBand = sideBand
    if let buffer { settings.limits.receiveBuffer = buffer }
    return try LivingWatch(boot: boot, rules, restoring: registrations, settings)
  }

  /// Runs the shell with the name.
  func run(_ script: String) throws -> ChildProcess { try ChildProcess([shell, "-c", script]) }

  func identity(_ child: ChildProcess) throws -> ProcessIdentity {
    try #require(ProcessIdentity.read(process: ProcessID(child.id), boot: boot))
  }
}

/// Waits for a condition, half a minute at most.
func wait(
  for what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
  until isThere: () throws -> Bool
) async throws {
  for _ in 0..<3000 {
    if try isThere() { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  Issue.record("it does not come: \(what)", sourceLocation: sourceLocation)
}
