internal import KernelInterface

/// Lines to and from another process of the bench.
struct LineChannel: ~Copyable {
  private let input: OwnedDescriptor
  private let output: OwnedDescriptor
  private var bytes: [UInt8] = []

  init(input: consuming OwnedDescriptor, output: consuming OwnedDescriptor) {
    self.input = input
    self.output = output
  }

  /// To the process that has started this one.
  static func toParent() -> LineChannel {
    LineChannel(input: OwnedDescriptor(owning: 0), output: OwnedDescriptor(owning: 1))
  }

  /// What becomes readable when there may be a line.
  var rawDescriptor: Int32 { input.rawValue }

  func write(_ line: String) throws(SystemCallError) {
    try Files.write(Array((line + "\n").utf8).span, to: output.rawValue)
  }

  /// Waits for the next line.
  ///
  /// - Parameters:
  ///   - timeout: nanoseconds; nil waits for ever.
  ///   - interrupt: ends the wait when it is readable; negative is none.
  /// - Returns: nil at the end.
  mutating func readLine(
    timeout: UInt64? = nil, interruptedBy interrupt: Int32 = -1
  ) throws -> String? {
    let end = timeout.map { Clocks.monotonic &+ $0 }
    while true {
      if let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: bytes[..<newline], as: UTF8.self)
        bytes.removeSubrange(...newline)
        return line
      }
      let now = Clocks.monotonic
      if let end, now >= end { throw BenchFailure.timedOut }
      let found = try pollReadable(input.rawValue, interrupt, timeout: end.map { $0 - now })
      if found.contains(.second) { throw BenchFailure.interrupted }
      if found.contains(.first), try !readMore() { return nil }
    }
  }

  /// - Returns: false at the end.
  private mutating func readMore() throws(SystemCallError) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let input = input.rawValue
    let count = try Files.read(input, into: &buffer)
    self.bytes.append(contentsOf: buffer[..<count])
    return count > 0
  }
}

/// Why something could not be measured.
enum BenchFailure: Error, Hashable, CustomStringConvertible {
  /// The user wants the bench to end.
  case interrupted
  case timedOut
  /// The other process ended; what it said.
  case ended(String)
  case protocolBroken(String)

  var description: String {
    switch self {
    case .interrupted: "interrupted"
    case .timedOut: "no answer within the time"
    case .ended(let words): words
    case .protocolBroken(let line): "unexpected: \(line)"
    }
  }
}
