import Foundation
import KernelInterface
import ProcessEvents
import TestSupport

@testable import ConnectorService

/// Why tests that make and enter PID namespaces cannot run; nil where they must.
enum NamespaceTests {
  static let reasonToSkip: String? =
    if !Host.isRoot { "only root can enter PID namespaces" } else if !Host.isServed {
      "the kernel does not serve this process"
    } else { nil }
}

/// A program that makes PID namespaces, names a process in each, and goes on when it is told to.
final class NamespaceScene {
  let process = Process()
  /// The PID namespaces, from the outermost inwards.
  let namespaces: [HeldNamespace]
  /// A process in each of them.
  let firsts: [Int32]
  private let input = Foundation.Pipe()
  private let output = Foundation.Pipe()

  init(_ arguments: [String], namespaces count: Int) throws {
    process.executableURL = URL(filePath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var firsts: [Int32] = []
    for _ in 0..<count {
      firsts.append(try NamespaceScene.number(from: output.fileHandleForReading))
    }
    self.firsts = firsts
    namespaces = try firsts.map { try HeldNamespace(of: $0) }
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  var root: ProcessID { ProcessID(process.processIdentifier) }

  func goOn() throws {
    for _ in namespaces { try input.fileHandleForWriting.write(contentsOf: Data([10])) }
    try input.fileHandleForWriting.close()
  }

  /// What it wrote besides the processes.
  func rest() throws -> String {
    String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  struct NoNumber: Error {}

  private static func number(from file: FileHandle) throws -> Int32 {
    var text = ""
    while let byte = try file.read(upToCount: 1)?.first, byte != 10 {
      text.unicodeScalars.append(UnicodeScalar(byte))
    }
    guard let number = Int32(text) else { throw NoNumber() }
    return number
  }

  static func path(of program: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../../.build/debug/\(program)").standardizedFileURL.path()
  }
}
