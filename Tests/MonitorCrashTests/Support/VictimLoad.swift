import Foundation
import KernelInterface
import Synchronization
import Testing

/// Processes that are registered and die in every way.
final class VictimLoad: Sendable {
  private let process: Mutex<Process>

  /// - Parameter guardName: with which they are registered.
  init(_ machine: GuardedMachine, guardName: String = "db", seed: UInt64, count: Int) throws {
    let process = Process()
    process.executableURL = URL(filePath: GuardedMachine.path(of: "VictimProbe"))
    process.arguments = [
      "load", machine.socket, machine.truth, guardName, String(seed), String(count),
    ]
    process.currentDirectoryURL = URL(filePath: machine.folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    self.process = Mutex(process)
  }

  deinit {
    // Its children end with it.
    process.withLock {
      if $0.isRunning { ProcessActions.send(signal: 9, to: $0.processIdentifier) }
    }
  }

  var isRunning: Bool { process.withLock { $0.isRunning } }

  /// Waits for its end.
  func finish() throws {
    try #require(eventually(seconds: 300) { !isRunning }, "the victims do not end")
    #expect(process.withLock { $0.terminationStatus } == 0)
  }
}
