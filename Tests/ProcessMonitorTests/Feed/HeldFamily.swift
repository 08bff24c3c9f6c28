import Glibc
import KernelInterface
import ProcessEvents

/// A shell that stands still until it is let go, and then makes the processes that its script says.
final class HeldFamily {
  let id: Int32
  private let child: ChildProcess
  private var hasEnded = false

  init(_ script: String) throws {
    child = try ChildProcess(["/bin/sh", "-c", "ulimit -S -c 0; kill -STOP $$; \(script)"])
    id = child.id
    awaitStop()
  }

  /// Children that end with code 3, one after the other, and then the shell itself with 7.
  ///
  /// - Parameter step: after so many it stands still again.
  static func sequence(_ count: Int, step: Int = .max) throws -> HeldFamily {
    try HeldFamily(
      """
      i=0
      while [ $i -lt \(count) ]; do
        (exit 3); i=$((i+1))
        if [ $((i % \(step))) = 0 ]; then kill -STOP $$; fi
      done
      exit 7
      """)
  }

  /// Waits until it stands still.
  func awaitStop() {
    var status: Int32 = 0
    _ = unsafe waitpid(id, &status, WUNTRACED)
  }

  /// The forks and the ends of its children, and its own end.
  var filter: Filter {
    .or([.number(.ppid, .equal(UInt32(id))), .number(.pid, .equal(UInt32(id)))])
  }

  func release() { kill(id, SIGCONT) }

  /// Waits until it has ended.
  func reap() throws {
    hasEnded = true
    _ = try child.wait()
  }

  deinit {
    guard !hasEnded else { return }
    kill(id, SIGKILL)
    _ = try? child.wait()
  }
}
