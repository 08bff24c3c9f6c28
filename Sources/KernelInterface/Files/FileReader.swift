internal import CLinux

/// Reads a file, a pipe or a terminal from where it stands, as what is there comes.
package struct FileReader: ~Copyable, Sendable {
  private let file: OwnedDescriptor
  private var buffer: [UInt8]

  private static let bufferSize = 1 << 18

  package init(_ path: String) throws(SystemCallError) {
    self.init(try OwnedDescriptor.open(path))
  }

  private init(_ file: consuming OwnedDescriptor) {
    self.file = file
    buffer = [UInt8](repeating: 0, count: FileReader.bufferSize)
  }

  /// Reads standard input.
  package static func standardInput() throws(SystemCallError) -> FileReader {
    FileReader(OwnedDescriptor(owning: try systemCall("dup") { clinux_duplicate(0) }))
  }

  package enum Outcome: Sendable {
    case bytes
    case end
    case interrupted
  }

  /// Waits for the next bytes.
  ///
  /// - Parameters:
  ///   - interrupt: ends the wait when it is readable; negative is none.
  ///   - body: gets them.
  package mutating func read(
    interruptedBy interrupt: Int32, _ body: (Span<UInt8>) -> Void
  ) throws(SystemCallError) -> Outcome {
    let found = try pollReadable(interrupt, file.rawValue, timeout: nil)
    if found.contains(.first) { return .interrupted }
    let descriptor = file.rawValue
    let count = try systemCall("read") {
      unsafe buffer.withUnsafeMutableBytes {
        unsafe CLinux.read(descriptor, $0.baseAddress, $0.count)
      }
    }
    if count == 0 { return .end }
    body(buffer.span.extracting(0..<count))
    return .bytes
  }
}
