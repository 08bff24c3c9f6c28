import Foundation
import Synchronization
import TestSupport
import Testing

/// A probe, run with its output read line by line.
final class ProbeProgram: Sendable {
  private let process: Mutex<Process>
  private let output: Mutex<FileHandle>
  private let text = Mutex("")

  /// - Parameters:
  ///   - arguments: see the probe.
  ///   - path: where it is; as a rule, where it was built.
  ///   - isNobody: it runs as an ordinary user.
  init(_ arguments: [String] = [], path: String? = nil, asNobody isNobody: Bool = false) throws {
    let process = Process()
    let path = path ?? Self.path(of: "KeeperProbe")
    let prefix = isNobody ? ["/usr/bin/setpriv", "--reuid=65534", "--clear-groups"] : []
    let words = prefix + [path] + arguments
    process.executableURL = URL(filePath: words[0])
    process.arguments = Array(words.dropFirst())
    let pipe = Pipe()
    process.standardOutput = pipe
    // Open until it ends.
    process.standardInput = Pipe()
    try process.run()
    try pipe.fileHandleForWriting.close()
    output = Mutex(pipe.fileHandleForReading)
    self.process = Mutex(process)
  }

  deinit {
    process.withLock { if $0.isRunning { $0.terminate() } }
  }

  /// Where a probe was built.
  static func path(of name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../../.build/debug/\(name)").standardizedFileURL.path()
  }

  var keeper: Int32 { process.withLock { $0.processIdentifier } }

  /// The next line; waits for it. Nil at the end.
  func line() -> String? {
    text.withLock { text in
      while true {
        if let end = text.firstIndex(of: "\n") {
          defer { text.removeSubrange(...end) }
          return String(text[..<end])
        }
        let data = output.withLock { $0.availableData }
        if data.isEmpty { return nil }
        text += String(decoding: data, as: UTF8.self)
      }
    }
  }

  /// The words of the next line that begins with one.
  func words(after first: String) throws -> [String] {
    while let line = line() {
      let words = line.split(separator: " ").map(String.init)
      if words.first == first { return Array(words.dropFirst()) }
    }
    throw EndOfOutput()
  }

  struct EndOfOutput: Error {}

  /// The status with which the keeper ended; waits for it.
  func wait() -> Int32 {
    process.withLock { process in
      process.waitUntilExit()
      return process.terminationStatus
    }
  }
}
