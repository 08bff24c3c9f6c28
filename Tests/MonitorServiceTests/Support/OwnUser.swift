import Foundation
import Testing

/// A user without a name, for a daemon that has some capabilities and nothing else.
enum OwnUser {
  static let id = 61_234

  /// Those of the unit.
  static let capabilities = [
    "net_admin", "perfmon", "sys_ptrace", "kill", "setuid", "setgid", "dac_override", "fowner",
    "chown",
  ]
  /// Their bits, as `/proc/PID/status` has them.
  static let mask = "00000040000810eb"

  /// A daemon of this user in a folder of his, once it is ready.
  static func daemon(
    _ configuration: String, without missing: Set<String> = []
  ) throws -> DaemonProgram {
    let folder = "/tmp/pmon-service-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    // Where the build is, he may not look.
    let binary = folder + "/pmond"
    try FileManager.default.copyItem(atPath: DaemonProgram.binary, toPath: binary)
    try FileManager.default.setAttributes(
      [.ownerAccountID: id, .posixPermissions: 0o755], ofItemAtPath: folder)
    let sets =
      "-all,"
      + capabilities.filter { !missing.contains($0) }.map { "+\($0)" }
      .joined(separator: ",")
    let daemon = try DaemonProgram(
      in: folder, configuration, ["--no-keeper"],
      launcher: [
        "/usr/bin/setpriv", "--reuid=\(id)", "--regid=\(id)", "--clear-groups",
        "--inh-caps=\(sets)", "--ambient-caps=\(sets)", "--bounding-set=\(sets)",
        "--no-new-privs", binary,
      ])
    try #require(daemon.waitForLog("listening at"), "\(daemon.text)")
    return daemon
  }
}
