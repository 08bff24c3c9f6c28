import Foundation
import KernelInterface

/// A process that lives until it is told to end, of this process's user or of nobody.
final class GuardedProcess: Sendable {
  let child: ChildProcess

  init(asNobody: Bool = false) throws {
    let command = ["/bin/sleep", "1000"]
    let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    child = try ChildProcess(asNobody ? nobody + command : command)
    if asNobody {
      // Until setpriv has done its work it is still root's.
      _ = eventually {
        (try? Files.text(of: "/proc/\(child.id)/comm"))?.hasPrefix("sleep") == true
      }
    }
  }

  var id: Int32 { child.id }

  /// Kills and reaps it.
  func end(signal: Int32 = 9) throws {
    try child.send(signal: signal)
    _ = try child.wait()
  }
}
