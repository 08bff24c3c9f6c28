import FoundationEssentials
import KernelInterface
import TestSupport

/// A connector's socket in a folder that every user may search, for as long as it is held.
final class ServedConnector {
  private let folder: String
  private let server: Program

  var path: String { folder + "/connector.sock" }

  init() throws {
    folder = "/tmp/pmon-served-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
    // It serves until its input ends, which this one's never does.
    let script = "mkfifo $1/input && exec 0<>$1/input && exec $0 serve $1/connector.sock"
    server = try Program(["sh", "-c", script, Self.probe, folder])
    let isReady = try server.read { $0.output.text.contains("serving") }
    guard isReady else { throw Program.Unfinished(what: "no server: \(server.output.text)") }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private static let probe = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../.build/debug/ConnectorProbe").path()

  /// What runs a command where nothing of `/run` is to be seen but this socket, in its usual place.
  var hiding: [String] {
    ["unshare", "-m", "sh", "-c", Self.hidingAll + " && " + Self.placing, path]
  }

  /// What runs a command where nothing of `/run` is to be seen.
  static let hidingRun = ["unshare", "-m", "sh", "-c", hidingAll + #" && exec "$@""#, "sh"]

  private static let hidingAll = "mount -t tmpfs tmpfs /run"
  private static let placing =
    #"mkdir /run/pmon && : >/run/pmon/connector.sock && "#
    + #"mount --bind "$0" /run/pmon/connector.sock && exec "$@""#
}
