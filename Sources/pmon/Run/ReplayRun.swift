internal import EventCapture
internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// A capture that is read from its beginning to its end, or to where it was cut off.
struct ReplayRun: ~Copyable {
  private var source: FileReader
  private let name: String
  private let interrupts: Interrupts
  private var decoder = CaptureDecoder()
  private var rounds = RoundDecoder()

  /// What is said of a capture that is whole, but was not closed.
  private(set) var remark: String?

  /// What is in a capture, one after the other.
  enum Item {
    case clock(ClockDifference)
    case round(ProcessRound)
  }

  /// - Parameter name: `-` is standard input.
  init(_ name: String) throws {
    let source = try ReplayRun.open(name)
    let interrupts = try Interrupts()
    self.source = source
    self.interrupts = interrupts
    self.name = name == "-" ? "standard input" : name
  }

  private static func open(_ name: String) throws -> FileReader {
    do {
      return name == "-" ? try FileReader.standardInput() : try FileReader(name)
    } catch {
      throw CaptureFailure("\(name) cannot be read: \(error.errno)")
    }
  }

  /// What becomes readable when the run is to end.
  var interruptDescriptor: Int32 { interrupts.rawDescriptor }

  /// How processes were looked at, as far as has been read; nil where events alone were recorded.
  var recording: Recording? { rounds.recording }

  /// Reads up to the header, without which nothing can be told.
  ///
  /// - Returns: nil where a signal came before.
  mutating func readHeader() throws -> CaptureHeader? {
    do throws(CaptureError) {
      while true {
        if case .header(let header)? = try decoder.next() { return header }
        switch try readMore() {
        case .bytes: continue
        case .interrupted: return nil
        case .end: try decoder.finish()
        }
      }
    } catch {
      throw failure(error)
    }
  }

  /// Reads to the end.
  ///
  /// - Parameters:
  ///   - take: gets what there is; what it answers says whether to go on.
  ///   - pause: called when all that has come was taken; what it answers says whether to go on.
  /// - Throws: what has kept the rest from being read, when everything before it has been taken.
  mutating func read(
    take: (Item, Recording?) -> Bool, pause: () -> Bool
  ) throws {
    do throws(CaptureError) {
      while true {
        while let record = try decoder.next() {
          guard try self.take(record, take) else { return }
        }
        guard pause() else { return }
        switch try readMore() {
        case .bytes: continue
        case .interrupted: return
        case .end: try decoder.finish()
        }
        return
      }
    } catch {
      // Of a round that has not come to its end, the elements are there all the same.
      if let round = rounds.finish() { _ = take(.round(round), recording) }
      guard case .noEndMark = error else { throw failure(error) }
      remark = "\(name): \(error)"
    }
  }

  /// - Returns: whether to go on.
  private mutating func take(
    _ record: CaptureRecord, _ take: (Item, Recording?) -> Bool
  ) throws(CaptureError) -> Bool {
    if case .clock(let clock) = record {
      let difference = ClockDifference(UInt64(bitPattern: clock.realTimeOffset))
      return take(.clock(difference), recording)
    }
    do {
      guard let round = try rounds.take(record) else { return true }
      return take(.round(round), recording)
    } catch {
      throw .malformed(.opaque("\(error)"), block: decoder.blockOffset)
    }
  }

  private mutating func readMore() throws(CaptureError) -> FileReader.Outcome {
    do {
      return try source.read(interruptedBy: interruptDescriptor) { decoder.append($0) }
    } catch {
      throw .unreadable("\(error.errno)", offset: decoder.byteCount)
    }
  }

  private func failure(_ error: CaptureError) -> CaptureFailure {
    CaptureFailure("\(name): \(error)")
  }
}
