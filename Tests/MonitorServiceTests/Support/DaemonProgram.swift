import Foundation
import KernelInterface
import Synchronization
import Testing

/// The daemon itself, with a journal and a socket in a folder of its own.
final class DaemonProgram: Sendable {
  let folder: String
  private let process: Mutex<Process>
  private let log = Mutex("")

  /// `PMOND_BINARY`, or the debug build beside the tests.
  static let binary: String =
    HostFacts.environment("PMOND_BINARY")
    ?? URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../.build/debug/pmond").standardizedFileURL.path()

  var socket: String { folder + "/run/pmon.sock" }
  var configurationPath: String { folder + "/pmond.yaml" }
  var pid: Int32 { process.withLock { $0.processIdentifier } }
  var text: String { log.withLock { $0 } }

  /// Starts it, and waits until it is ready.
  convenience init(_ configuration: String = "", _ arguments: [String] = ["--no-keeper"]) throws {
    let folder = "/tmp/pmon-service-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
    try self.init(in: folder, configuration, arguments)
    try #require(waitForLog("listening at"), "\(text)")
  }

  /// Starts it in a folder that is there.
  ///
  /// - Parameter launcher: a program and its arguments, which start it; nil starts it directly.
  init(
    in folder: String, _ configuration: String, _ arguments: [String], launcher: [String]? = nil
  ) throws {
    self.folder = folder
    let process = Process()
    let words = (launcher ?? [Self.binary]) + ["--config", folder + "/pmond.yaml"] + arguments
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    let pipe = Foundation.Pipe()
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    self.process = Mutex(process)
    try configure(configuration)
    try self.process.withLock { try $0.run() }
    pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
      let data = handle.availableData
      if data.isEmpty { handle.readabilityHandler = nil }
      self?.log.withLock { $0 += String(decoding: data, as: UTF8.self) }
    }
  }

  deinit {
    process.withLock { process in
      if process.isRunning { process.terminate() }
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Writes the configuration; paths are added.
  func configure(_ text: String) throws {
    let all =
      text + "\npaths:\n  journal: \(folder)/journal/journal.sqlite\n  socket: \(socket)\n"
    try all.write(toFile: configurationPath, atomically: true, encoding: .utf8)
  }

  func send(signal: Int32) { ProcessActions.send(signal: signal, to: pid) }

  /// Waits for its end.
  func wait() -> Int32 {
    let process = process.withLock { $0 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  func waitForLog(_ part: String, count: Int = 1) -> Bool {
    eventually { self.text.components(separatedBy: part).count > count }
  }
}

/// Waits until something is so, at most 30 s.
func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
  for _ in 0..<3000 {
    if try condition() { return true }
    ProcessActions.sleep(milliseconds: 10)
  }
  return false
}
