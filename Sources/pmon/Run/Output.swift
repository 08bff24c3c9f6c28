internal import KernelInterface

/// Standard output with a buffer of its own.
struct Output: ~Copyable {
  private var bytes: [UInt8] = []
  private let isTerminal = Files.isTerminal(1)
  private let interrupt: Int32

  /// Whether writing has failed, or was given up because of an interruption.
  private(set) var failure: Failure?

  enum Failure {
    /// The reader has gone, or the run is to end while he does not read.
    case nobodyReads
    case system(SystemCallError)
  }

  private static let flushSize = 1 << 16

  /// - Parameter interrupt: readable when waiting for a slow reader is to end.
  init(interrupt: Int32 = -1) {
    self.interrupt = interrupt
    bytes.reserveCapacity(2 * Output.flushSize)
  }

  /// Lets `body` add bytes; they are written when there are many, and at once on a terminal.
  mutating func append(_ body: (inout [UInt8]) -> Void) {
    body(&bytes)
    if isTerminal || bytes.count >= Output.flushSize { flush() }
  }

  mutating func append(_ text: String) { append { $0.append(contentsOf: text.utf8) } }

  /// Writes what is there.
  mutating func flush() {
    defer { bytes.removeAll(keepingCapacity: true) }
    guard failure == nil, !bytes.isEmpty else { return }
    do {
      let isComplete = try Files.write(bytes.span, to: 1, interruptedBy: interrupt)
      if !isComplete { failure = .nobodyReads }
    } catch {
      failure = error.errno == .brokenPipe ? .nobodyReads : .system(error)
    }
  }

  /// Writes what is there and throws what went wrong, other than that nobody reads any more.
  mutating func finish() throws(SystemCallError) {
    flush()
    if case .system(let error)? = failure { throw error }
  }
}
