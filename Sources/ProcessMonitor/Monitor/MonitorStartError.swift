internal import Foundation
public import ProcessConnector

/// Why the monitor does not start.
@nonexhaustive
public enum MonitorStartError: Error, Hashable, Sendable {
  case journal(JournalError)
  case connector(ConnectorError)
  /// `/proc/sys/kernel/random/boot_id` cannot be read.
  case noBootID

  /// Makes the journal's folder where there is none, and sees that files can be made in it.
  static func prepareFolder(of path: String) throws(JournalError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path()
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw .io("the folder \(folder) cannot be made")
    }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw .io("no file can be made in \(folder)")
    }
  }
}

extension MonitorStartError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .journal(let error): "\(error)"
    case .connector(let error): "\(error)"
    case .noBootID: "/proc/sys/kernel/random/boot_id cannot be read: mount /proc"
    }
  }
}
