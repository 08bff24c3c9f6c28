import EventCapture

/// Called by libFuzzer with whatever bytes it can think of.
///
/// They are read as a capture; and since hardly any bytes have the right checksums, also as the records of
/// a sound block. What is read must be the same in whatever pieces it comes, and what is written from it
/// must be read as the same again.
@c(LLVMFuzzerTestOneInput)
public func fuzzCapture(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  check(bytes)
  var capture: [UInt8] = []
  capture.appendPreamble()
  capture.appendBlock(header, sequence: 0)
  capture.appendBlock(bytes, sequence: 1)
  check(capture)
  capture.removeAll()
  capture.appendPreamble()
  capture.appendBlock(bytes, sequence: 0)
  check(capture)
  return 0
}

/// A header's record with the four facts that it must have.
private let header: [UInt8] = [1, 12, 0, 0] + [4, 1, 0, 5, 1, 0, 7, 1, 0, 8, 1, 0]

private func check(_ capture: [UInt8]) {
  let (records, error) = read(capture, pieces: capture.count)
  let (others, otherError) = read(capture, pieces: 1 + capture.count / 3)
  precondition(records == others && error == otherError, "it depends on the pieces")
  _ = error?.description

  guard case .header(let first)? = records.first else {
    precondition(records.isEmpty)
    return
  }
  // A text that is not UTF-8 may have become longer than a record can be.
  guard var encoder = try? CaptureEncoder(first) else { return }
  for record in records.dropFirst() {
    switch record {
    case .header: preconditionFailure("a second header")
    case .clock(let clock): encoder.append(clock)
    case .elements(let elements): for element in elements { encoder.append(element) }
    case .opaque(let kind, let payload):
      precondition(encoder.store(payload, kind: kind), "too long, although it was read")
    // The module is built apart from this one, and may know more.
    @unknown default: preconditionFailure()
    }
    encoder.flush()
  }
  encoder.finish()
  let (again, none) = read(encoder.output, pieces: encoder.output.count)
  precondition(again == records && none == nil, "not read as it was written")
}

private func read(
  _ bytes: [UInt8], pieces size: Int
) -> ([CaptureRecord], CaptureError?) {
  var decoder = CaptureDecoder()
  var records: [CaptureRecord] = []
  do throws(CaptureError) {
    var start = 0
    while start < bytes.count {
      let end = min(start + size, bytes.count)
      let piece = bytes[start..<end]
      decoder.append(piece.span)
      while let record = try decoder.next() { records.append(record) }
      start = end
    }
    try decoder.finish()
    return (records, nil)
  } catch {
    return (records, error)
  }
}

extension CaptureEncoder {
  /// - Returns: whether it has room in a record.
  fileprivate mutating func store(_ payload: [UInt8], kind: UInt8) -> Bool {
    do {
      try append(payload.span, kind: kind)
      return true
    } catch {
      return false
    }
  }
}
