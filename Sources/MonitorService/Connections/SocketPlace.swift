internal import KernelInterface

/// The file of the API's socket: made for one daemon at a time.
final class SocketPlace: Sendable {
  let path: String
  private let lock: FileLock

  /// Makes sure that no other daemon has it, and that there is a folder for it.
  ///
  /// - Parameter tries: how often, 10 ms apart, while another has it; a predecessor that was killed a moment ago may
  ///   have left its lock to a command that it was just starting.
  init(_ path: String, tries: Int = 50) throws(DaemonFailure) {
    try Self.makeFolder(of: path)
    lock = try Self.lock(path, tries)
    try Self.checkFree(path)
    self.path = path
  }

  static func makeFolder(of path: String, key: String = "socket") throws(DaemonFailure) {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    do {
      if !folder.isEmpty { try SocketFile.makeFolder("/" + folder, mode: 0o755) }
    } catch {
      throw DaemonFailure(
        "The folder /\(folder) of the socket cannot be made: \(error.errno). Make it, or choose another \"\(key)\" in \"paths\".",
        status: Self.status(of: error))
    }
  }

  /// The exit status: no right is nothing that another attempt would mend.
  private static func status(of error: SystemCallError) -> Int32 {
    switch error.errno {
    case .accessDenied, .notPermitted, .readOnlyFileSystem: 3
    default: 1
    }
  }

  private static func lock(_ path: String, _ tries: Int) throws(DaemonFailure) -> FileLock {
    for attempt in 1...tries {
      do {
        return try FileLock(path: path + ".lock")
      } catch  where error.errno == .wouldBlock {
        if attempt < tries { ProcessActions.sleep(milliseconds: 10) }
      } catch {
        throw DaemonFailure(
          "No file can be made beside \(path): \(error.errno). Choose another \"socket\" in \"paths\".",
          status: Self.status(of: error))
      }
    }
    throw .anotherDaemon(path)
  }

  /// - Throws: where a daemon listens there, or it is no socket.
  ///
  /// - Parameter byPackets: whether it is to be one for datagrams.
  static func checkFree(_ path: String, byPackets: Bool = false) throws(DaemonFailure) {
    do {
      if try SocketFile.isServed(path, byPackets: byPackets) {
        throw byPackets
          ? DaemonFailure.anotherDaemon(path, keys: "\"connector\"")
          : DaemonFailure.anotherDaemon(path)
      }
    } catch let failure as DaemonFailure {
      throw failure
    } catch {
      throw DaemonFailure(
        "\(path) cannot be made the socket: \(error). Remove it, or choose another.")
    }
  }

  /// Opens it to whom it is for, once it is there: everybody, as the kernel says who comes.
  func open(group: UInt32?) throws(SystemCallError) {
    if let group { try SocketFile.setGroup(path, group) }
    try SocketFile.setMode(path, 0o666)
  }
}
