import EventCapture
import ProcessEvents

@testable import ProcessTable

/// Rounds that are written into a capture, and what is read of it.
enum RecordedRounds {
  static let recording = Recording(source: .sideBand, details: [.executable, .user])

  static let header = CaptureHeader(
    toolVersion: "1", kernelRelease: "6", bootID: "", realTimeOffset: 0, events: .all,
    start: KernelInstant(nanoseconds: 0))

  /// - Parameter flush: whether to close the block after each round.
  static func bytes(
    of rounds: [ProcessRound], recording: Recording? = recording, flush: Bool = false
  ) throws -> [UInt8] {
    var encoder = try RoundEncoder(header, recording: recording)
    for round in rounds {
      encoder.append(round)
      if flush { encoder.capture.flush() }
    }
    encoder.capture.finish()
    return encoder.capture.output
  }
}

/// What is read of a capture, up to where it can be.
struct RecordedReading {
  private(set) var rounds: [ProcessRound] = []
  private(set) var recording: Recording?
  private(set) var error: RoundError?
  private(set) var captureError: CaptureError?

  init(_ bytes: some Collection<UInt8>) {
    var decoder = CaptureDecoder()
    var reader = RoundDecoder()
    decoder.append(Array(bytes).span)
    do {
      while let record = try decoder.next() {
        if let round = try reader.take(record) { rounds.append(round) }
      }
      try decoder.finish()
    } catch let error as RoundError {
      self.error = error
    } catch {
      captureError = error as? CaptureError
    }
    if let round = reader.finish() { rounds.append(round) }
    recording = reader.recording
  }
}
