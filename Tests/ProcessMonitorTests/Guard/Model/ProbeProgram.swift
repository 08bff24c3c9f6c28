import Foundation
import Synchronization
import TestSupport
import Testing

/// The probe, run with its output read line by line.
final class ProbeProgram: Sendable {
  private let process: Mutex<Process>
  private let output: Mutex<FileHandle>
  private let text = Mutex("")

  static let path =
    URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../.build/debug/KeeperProbe").standardizedFileURL.path

  /// - Parameter arguments: see the probe.
  init(_ arguments: [String] = []) throws {
    let process = Process()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try pipe.fileHandleForWriting.close()
    output = Mutex(pipe.fileHandleForReading)
    self.process = Mutex(process)
  }

  deinit {
    process.withLock { if $0.isRunning { $0.terminate() } }
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
