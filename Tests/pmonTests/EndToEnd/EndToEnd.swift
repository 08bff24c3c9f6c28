import KernelInterface
import ProcessEvents
import TestSupport
import Testing

/// Tests of the built binary on the running kernel, one after the other.
@Suite(
  "End to end", .serialized,
  .enabled(
    if: Host.isServed,
    "the kernel does not serve this user here: a namespace, no connector, or before Linux 6.6 and not root"
  ))
enum EndToEnd {}

/// A child of the tests that has ended, and how.
struct EndedChild {
  var process: Int32
  var status: UInt32

  /// Runs `script` by the shell to its end.
  init(_ script: String) throws {
    let child = try ChildProcess(["/bin/sh", "-c", "ulimit -c 0; \(script)"])
    process = child.id
    status = try child.wait()
  }

  /// Children that end in many ways, a third of them well.
  static func mixed(_ count: Int) throws -> [EndedChild] {
    let endings = ["exit 0", "exit 3", "kill -KILL $$", "exit 0", "kill -ABRT $$", "exit 255"]
    return try (0..<count).map { try EndedChild(endings[$0 % endings.count]) }
  }
}
