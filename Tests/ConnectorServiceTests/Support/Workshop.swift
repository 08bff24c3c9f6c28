import Foundation
import KernelInterface

/// A folder in which every user may write, with programs that are built in it.
final class Workshop {
  let folder = "/tmp/pmon-clients-\(UUID())"

  static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardizedFileURL

  static func program(_ name: String) -> String {
    repository.appending(path: "Tests/ConnectorServiceTests/Programs/\(name)").path()
  }

  static func example(_ name: String) -> String {
    repository.appending(path: "Examples/\(name)").path()
  }

  static func has(_ program: String) -> Bool {
    (HostFacts.environment("PATH") ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  init() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Builds a program as strictly as can be.
  func build(_ source: String, options: [String] = []) throws -> String {
    let path = "\(folder)/program-\(UInt32.random(in: 0 ... .max))"
    let compiler = try run(
      ["cc", "-std=c11", "-D_DEFAULT_SOURCE", "-Wall", "-Wextra", "-Werror", "-pedantic"]
        + options + ["-o", path, source])
    if compiler.status != 0 { throw Failure(description: compiler.text) }
    return path
  }

  /// Copies a file to where every user may read it.
  func copy(_ source: String) throws -> String {
    let path = "\(folder)/\(URL(filePath: source).lastPathComponent)"
    try FileManager.default.copyItem(atPath: source, toPath: path)
    return path
  }

  func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
  }

  /// Runs a command to its end.
  func run(_ words: [String]) throws -> (status: Int, text: String) {
    (try start(words).finish(), text("log"))
  }

  /// Starts a command, which has two minutes; what it says is added to a file.
  func start(_ words: [String]) throws -> Command {
    let status = "status-\(UInt32.random(in: 0 ... .max))"
    let script = #"name=$1; shift; timeout 120 "$@" >>"$0/log" 2>&1; echo $? >"$0/$name""#
    let child = try ChildProcess(["/bin/sh", "-c", script, folder, status] + words)
    return Command(workshop: self, child: child, name: status)
  }

  struct Command {
    fileprivate let workshop: Workshop
    fileprivate let child: ChildProcess
    fileprivate let name: String

    var isRunning: Bool { workshop.text(name).isEmpty }

    /// Waits for its end and gives its exit status as a shell tells it.
    func finish() throws -> Int {
      _ = try child.wait()
      return Int(workshop.text(name).trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1
    }
  }
}
