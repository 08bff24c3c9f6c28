internal import EventCapture
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// The file that a run is recorded in.
struct CaptureFile: ~Copyable {
  private var file: FileWriter
  private var encoder: RoundEncoder
  private let name: String
  private let interrupt: Int32

  /// What has kept the recording from going on.
  private(set) var failure: Failure?

  enum Failure {
    /// The reader of a pipe has gone, or does not read while the run is to end.
    case nobodyReads
    case system(SystemCallError)
  }

  /// Opens the file that a command line names.
  ///
  /// - Parameter name: `-` is standard output.
  static func open(_ name: String, overwrites: Bool) throws -> FileWriter {
    if name == "-" { return try FileWriter(duplicating: 1) }
    do {
      return try FileWriter(name, overwrites: overwrites)
    } catch  where error.errno == .fileExists && !overwrites {
      throw CaptureFailure("\(name) exists; name another file, or overwrite it with --force")
    } catch {
      throw FileFailure(name, error)
    }
  }

  /// Begins the capture.
  init(
    _ file: consuming FileWriter, name: String, header: CaptureHeader, recording: Recording?,
    interruptedBy interrupt: Int32
  ) throws {
    self.file = file
    self.name = name == "-" ? "standard output" : name
    self.interrupt = interrupt
    encoder = try RoundEncoder(header, recording: recording)
    write()
  }

  /// - Returns: whether to go on.
  mutating func append(_ rounds: [ProcessRound]) -> Bool {
    for round in rounds {
      encoder.append(round)
      if !encoder.capture.output.isEmpty { write() }
    }
    return failure == nil
  }

  mutating func append(_ clock: ClockOffset) { encoder.append(clock) }

  /// Writes all that there is.
  ///
  /// - Returns: whether to go on.
  @discardableResult
  mutating func flush() -> Bool {
    encoder.capture.flush()
    write()
    return failure == nil
  }

  /// Writes the end, waits until all is on the disk, and throws what went wrong.
  mutating func finish() throws {
    if failure == nil {
      encoder.capture.finish()
      write()
    }
    guard case .system(let error)? = failure else {
      if failure == nil { try file.synchronize() }
      return
    }
    file.discard()
    let rest = file.size > 0 ? "; what was written before can be replayed" : ""
    throw CaptureFailure("\(name): \(error.errno)\(rest)")
  }

  private mutating func write() {
    if failure == nil { write(encoder.capture.output) }
    encoder.capture.removeOutput()
  }

  private mutating func write(_ bytes: [UInt8]) {
    do {
      let isComplete = try file.write(bytes.span, interruptedBy: interrupt)
      if !isComplete { failure = .nobodyReads }
    } catch {
      failure = error.errno == .brokenPipe ? .nobodyReads : .system(error)
      file.shortenToWhole()
    }
  }
}

/// What keeps a capture from being written or read, in one line.
struct CaptureFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
