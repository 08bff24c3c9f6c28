internal import CLinux

/// What has become of a child.
package struct ChildChange: Hashable, Sendable {
  package var process: Int32
  package var kind: Kind

  package enum Kind: Hashable, Sendable {
    /// It has ended, with this wait status, and has been reaped.
    case ended(UInt32)
    /// A signal has stopped it.
    case stopped(signal: Int32)
  }

  package init(process: Int32, _ kind: Kind) {
    self.process = process
    self.kind = kind
  }

  /// The next change of one child, or of any: of the orphans, too, where this process is their reaper.
  ///
  /// - Parameter process: nil is any.
  /// - Returns: nil where nothing has changed, or there is no such child.
  package static func next(of process: Int32? = nil) throws(SystemCallError) -> ChildChange? {
    var status: Int32 = 0
    let id: Int32
    do {
      id = try systemCall("waitpid") { unsafe waitpid(process ?? -1, &status, WNOHANG | WUNTRACED) }
    } catch  where error.errno == .noChild {
      return nil
    }
    guard id > 0 else { return nil }
    let raw = UInt32(bitPattern: status)
    // C: WIFSTOPPED, WSTOPSIG
    guard raw & 0xFF == 0x7F else { return ChildChange(process: id, .ended(raw)) }
    return ChildChange(process: id, .stopped(signal: Int32(raw >> 8 & 0xFF)))
  }

  /// Ends a child that has not been reaped, by SIGKILL, and reaps it; nothing happens where it has been, since its id
  /// may be another process's by now.
  package static func end(_ child: Int32) {
    var status: Int32 = 0
    guard unsafe waitpid(child, &status, WNOHANG) == 0 else { return }
    kill(child, SIGKILL)
    _ = try? systemCall("waitpid") { unsafe waitpid(child, &status, 0) }
  }
}
