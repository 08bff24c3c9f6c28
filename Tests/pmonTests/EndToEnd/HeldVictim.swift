import CLinux
import KernelInterface
import ProcessEvents

/// A child of the tests that stands still until it is let go, and then ends as its script says.
final class HeldVictim {
  let id: Int32
  private let child: ChildProcess
  private var status: UInt32?

  /// - Parameter script: for the shell; what it runs last ends the process.
  init(_ script: String) throws {
    child = try ChildProcess(["/bin/sh", "-c", "ulimit -S -c 0; kill -STOP $$; \(script)"])
    id = child.id
    var status: Int32 = 0
    try systemCall("waitpid") { unsafe waitpid(child.id, &status, WUNTRACED) }
  }

  /// Lets it go on to its end.
  func release() { kill(id, SIGCONT) }

  /// Waits until it has ended, and leaves it a zombie.
  func awaitEnd() throws {
    var info = unsafe siginfo_t()
    try systemCall("waitid") { unsafe waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) }
  }

  /// Its status as its parent gets it; it has been reaped then.
  @discardableResult
  func reap() throws -> ExitStatus {
    if let status { return ExitStatus(rawValue: status) }
    let new = try child.wait()
    status = new
    return ExitStatus(rawValue: new)
  }

  deinit {
    guard status == nil else { return }
    kill(id, SIGKILL)
    _ = try? child.wait()
  }
}

extension ExitStatus {
  /// What a shell makes of it.
  var shellStatus: ExitStatus {
    .exited(code: code ?? UInt8(128 + (signal?.rawValue ?? 0)))
  }
}
