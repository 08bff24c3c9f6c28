import EventCapture

/// What a reader gets from the bytes of a capture.
struct Reading: Equatable {
  var records: [CaptureRecord] = []
  /// Nil where the capture is complete.
  var error: CaptureError?
  var isComplete = false

  /// Reads to the end or to an error, in pieces of some size.
  init(_ bytes: [UInt8], pieces size: Int = .max) {
    var decoder = CaptureDecoder()
    do throws(CaptureError) {
      var start = 0
      while start < bytes.count {
        let end = bytes.count - start > size ? start + size : bytes.count
        decoder.append(bytes[start..<end])
        while let record = try decoder.next() { records.append(record) }
        start = end
      }
      try decoder.finish()
    } catch {
      self.error = error
    }
    isComplete = decoder.isComplete
  }

  /// The elements of all records in a row.
  var elements: [CaptureElement] {
    records.flatMap { record -> [CaptureElement] in
      if case .elements(let elements) = record { elements } else { [] }
    }
  }

  /// Its records as they would be if each batch were one record.
  var joined: [CaptureRecord] {
    records.reduce(into: []) { joined, record in
      if case .elements(let more) = record, case .elements(let elements)? = joined.last {
        joined[joined.count - 1] = .elements(elements + more)
      } else {
        joined.append(record)
      }
    }
  }
}

extension CaptureDecoder {
  mutating func append(_ bytes: ArraySlice<UInt8>) { append(bytes.span) }
}

extension CaptureEncoder {
  /// Begins with the header that is the first of `records`, and appends the others.
  init(_ records: some Sequence<CaptureRecord>, flush: (Int) -> Bool = { _ in false }) throws {
    var iterator = records.makeIterator()
    guard case .header(let header)? = iterator.next() else { throw NoHeader() }
    self = try CaptureEncoder(header)
    var index = 0
    while let record = iterator.next() {
      try append(record)
      if flush(index) { self.flush() }
      index += 1
    }
  }

  mutating func append(_ record: CaptureRecord) throws {
    switch record {
    case .header: throw NoHeader()
    case .clock(let clock): append(clock)
    case .elements(let elements): for element in elements { append(element) }
    case .opaque(let kind, let payload): try append(payload.span, kind: kind)
    }
  }

  private struct NoHeader: Error {}

  /// All of it, after its end.
  consuming func finished() -> [UInt8] {
    finish()
    return output
  }
}
