/// Reads a capture from bytes as they come.
///
/// ```swift
/// var decoder = CaptureDecoder()
/// while let bytes = read() {
///   decoder.append(bytes)
///   while let record = try decoder.next() { show(record) }
/// }
/// try decoder.finish()
/// ```
///
/// Nothing of a block is told before all of it has come and its checksums are right. The first error is the
/// last thing that is told: from then on each call throws it again. The memory used is what was appended and
/// not taken yet, and at most 4 MiB for a record's elements; no length in the capture can make it more.
public struct CaptureDecoder: Sendable {
  /// Bytes that are not needed before `position`, then those of the block in hand, then what has come since.
  private var input: [UInt8] = []
  private var position = 0
  /// Where the block in hand ends; equal to `position` where there is none.
  private var blockEnd = 0
  /// Where the block of the record that was told last begins, counted from the capture's beginning.
  public private(set) var blockOffset: UInt64 = 0
  /// Where `input` begins, counted from the capture's beginning.
  private var inputOffset: UInt64 = 0

  private var nextSequence: UInt32 = 0
  private var stage = Stage.preamble
  private var failure: CaptureError?
  /// Kept so that its memory is used again, if nobody else has kept it.
  private var elements: [CaptureElement] = []

  private enum Stage: Sendable {
    case preamble, header, records, ended
  }

  /// Begins before the first byte of a capture.
  public init() {}

  /// How many bytes have been appended.
  public var byteCount: UInt64 { inputOffset + UInt64(input.count) }

  /// Whether the mark of the end has been read.
  public var isComplete: Bool { stage == .ended }

  /// Takes the bytes that come next, however many.
  public mutating func append(_ bytes: Span<UInt8>) {
    if position > 0 {
      input.removeSubrange(..<position)
      inputOffset += UInt64(position)
      blockEnd -= position
      position = 0
    }
    unsafe bytes.withUnsafeBufferPointer { unsafe input.append(contentsOf: $0) }
  }

  /// The next record; nil where more bytes are needed for it, or none is to come.
  ///
  /// - Throws: what keeps the rest from being read, again at each call.
  public mutating func next() throws(CaptureError) -> CaptureRecord? {
    if let failure { throw failure }
    do {
      return try advance()
    } catch {
      failure = error
      throw error
    }
  }

  /// Tells whether the capture was complete; to be called when there are no more bytes and ``next()`` has
  /// returned nil.
  ///
  /// - Throws: the error that ``next()`` threw, ``CaptureError/cut(block:end:)``, or
  ///   ``CaptureError/noEndMark(end:)``.
  public mutating func finish() throws(CaptureError) {
    if let failure { throw failure }
    guard stage != .ended else { return }
    let end = inputOffset + UInt64(input.count)
    let start = inputOffset + UInt64(position)
    let isWhole = stage == .records && start == end
    let error = isWhole ? CaptureError.noEndMark(end: end) : .cut(block: start, end: end)
    failure = error
    throw error
  }
}

extension CaptureDecoder {
  private mutating func advance() throws(CaptureError) -> CaptureRecord? {
    while true {
      if stage == .preamble {
        guard try readPreamble() else { return nil }
      }
      if position == blockEnd {
        guard try beginBlock() else { return nil }
      }
      do {
        if let record = try readRecord() { return record }
      } catch {
        throw .malformed(error, block: blockOffset)
      }
    }
  }

  /// - Returns: false where more bytes are needed.
  private mutating func readPreamble() throws(CaptureError) -> Bool {
    for index in 0..<min(input.count, CaptureFormat.magic.count)
    where input[index] != CaptureFormat.magic[index] {
      throw .notACapture
    }
    guard input.count >= CaptureFormat.preambleSize else { return false }
    let sum = input.span.word(at: CaptureFormat.preambleChecksum)
    guard Checksum.of(input.span, 0..<CaptureFormat.preambleChecksum) == sum else {
      throw .damage(.preamble, offset: 0)
    }
    let version = UInt16(
      truncatingIfNeeded: input.span.word(at: CaptureFormat.preambleVersion))
    guard version == CaptureFormat.version else { throw .version(found: version) }
    position = CaptureFormat.preambleSize
    blockEnd = position
    stage = .header
    return true
  }

  /// - Returns: false where more bytes are needed, or none is to come.
  private mutating func beginBlock() throws(CaptureError) -> Bool {
    let start = position
    let offset = inputOffset + UInt64(start)
    let available = input.count - start
    if stage == .ended {
      if available > 0 { throw .trailingBytes(offset: offset) }
      return false
    }
    guard available >= CaptureFormat.blockHeadSize else { return false }
    let head = try BlockHead(
      decoding: input.span, at: start, offset: offset, expected: nextSequence)
    let records = start + CaptureFormat.blockHeadSize
    let end = records + head.length
    guard input.count >= end else { return false }
    guard Checksum.of(input.span, records..<end) == head.payloadChecksum else {
      throw .damage(.records, offset: offset)
    }
    nextSequence &+= 1
    blockOffset = offset
    position = records
    blockEnd = end
    return true
  }
}

extension CaptureDecoder {
  /// - Returns: nil for a record of which there is nothing to tell.
  private mutating func readRecord() throws(CaptureError.Malformation) -> CaptureRecord? {
    guard stage != .ended else { throw .tooLong }
    guard blockEnd - position >= CaptureFormat.recordHeadSize else { throw .tooShort }
    let head = input.span.word(at: position)
    let kind = UInt8(truncatingIfNeeded: head)
    let start = position + CaptureFormat.recordHeadSize
    let length = Int(head >> 8)
    guard length <= blockEnd - start else { throw .recordLength(length) }
    let range = start..<(start + length)
    position = range.upperBound

    guard stage == .records || kind == RecordKind.header else { throw .headerMissing }
    switch kind {
    case RecordKind.header:
      guard stage == .header else { throw .secondHeader }
      stage = .records
      return .header(try CaptureHeader(decoding: input.span, range))
    case RecordKind.clock: return .clock(try ClockOffset(decoding: input.span, range))
    case RecordKind.elements: return try readElements(range)
    case RecordKind.end:
      guard length == 0 else { throw .recordLength(length) }
      stage = .ended
      return nil
    case CaptureFormat.firstOpaqueKind...:
      return .opaque(kind: kind, payload: Array(input[range]))
    default: return nil
    }
  }

  private mutating func readElements(
    _ range: Range<Int>
  ) throws(CaptureError.Malformation) -> CaptureRecord? {
    guard range.count <= CaptureFormat.maximumBatchSize else { throw .recordLength(range.count) }
    elements.removeAll(keepingCapacity: true)
    var decoder = ElementDecoder(range)
    // A second reference, so that it may be read while the elements are changed.
    let input = input
    let bytes = input.span
    while let element = try decoder.next(of: bytes) { elements.append(element) }
    return elements.isEmpty ? nil : .elements(elements)
  }
}
