public import ProcessEvents

/// Makes a capture, the bytes of which the caller writes.
///
/// What is appended gathers in a block of up to 64 KiB. A block that is full, or that ``flush()`` closes,
/// goes to ``output``. A reader gets whole blocks only: what has not been flushed and written is lost if the
/// recorder is killed, and each flush costs 24 bytes and a few more for the elements after it. Once a second
/// is often enough for most, and so is once a batch where a reader follows live.
///
/// ```swift
/// var encoder = try CaptureEncoder(header)
/// encoder.append(event)
/// encoder.finish()
/// file.write(encoder.output)
/// encoder.removeOutput()
/// ```
///
/// Nothing is allocated for an element; ``output`` keeps its memory.
public struct CaptureEncoder: Sendable {
  /// Whole blocks, to be written in one piece and then removed by ``removeOutput()``.
  ///
  /// It grows as long as nobody does that.
  public private(set) var output: [UInt8] = []

  /// The open block: room for its head, then records.
  private var block: [UInt8]
  /// Where its records end.
  private var end = CaptureFormat.blockHeadSize
  /// Where the open record of elements begins; 0 where there is none.
  private var batch = 0
  private var elements = ElementEncoder()
  private var sequence: UInt32 = 0
  private var isFinished = false

  /// Begins a capture; its first block, with the header, is in ``output`` at once.
  public init(_ header: CaptureHeader) throws(RecordTooLong) {
    block = [UInt8](
      repeating: 0, count: CaptureFormat.blockHeadSize + CaptureFormat.blockCapacity)
    output.appendPreamble()
    try append(header.encoded().span, as: RecordKind.header)
    flush()
  }

  /// Appends an event; every field of it survives.
  public mutating func append(_ event: ProcessEvent) {
    openBatch()
    elements.put(event, into: &block, at: &end)
  }

  /// Appends the end of a process.
  public mutating func append(_ death: ProcessDeath) {
    openBatch()
    elements.put(death, into: &block, at: &end)
  }

  /// Appends a loss.
  public mutating func append(_ loss: CaptureLoss) {
    openBatch()
    elements.put(loss, into: &block, at: &end)
  }

  /// Appends an element of any kind.
  public mutating func append(_ element: CaptureElement) {
    switch element {
    case .event(let event): append(event)
    case .death(let death): append(death)
    case .lost(let loss): append(loss)
    }
  }

  /// Appends the clocks' new difference.
  public mutating func append(_ clock: ClockOffset) {
    // Two numbers fit.
    try! append(clock.encoded().span, as: RecordKind.clock)
  }

  /// Appends what only the caller understands.
  ///
  /// - Parameters:
  ///   - payload: up to ``CaptureFormat/maximumRecordSize`` bytes; otherwise nothing is appended.
  ///   - kind: from ``CaptureFormat/firstOpaqueKind`` on.
  public mutating func append(
    _ payload: Span<UInt8>, kind: UInt8
  ) throws(RecordTooLong) {
    precondition(kind >= CaptureFormat.firstOpaqueKind, "the kinds below 16 are the format's")
    try append(payload, as: kind)
  }

  /// Closes the open block, so that all that was appended is in ``output``.
  public mutating func flush() {
    closeBatch()
    let start = CaptureFormat.blockHeadSize
    guard end > start else { return }
    block.storeBlockHead(length: end - start, sequence: sequence)
    output += block[..<end]
    sequence &+= 1
    end = start
  }

  /// Marks the end, and closes the last block; nothing may be appended after it.
  public mutating func finish() {
    let nothing: [UInt8] = []
    try! append(nothing.span, as: RecordKind.end)
    flush()
    isFinished = true
  }

  /// Forgets what has been written; the memory stays.
  public mutating func removeOutput() { output.removeAll(keepingCapacity: true) }
}

extension CaptureEncoder {
  /// Makes room for one more element of the open record, which this opens if need be.
  @inline(__always)
  private mutating func openBatch() {
    if batch != 0, end &- batch < CaptureFormat.batchCapacity,
      end &+ CaptureFormat.maximumElementSize <= block.count
    {
      return
    }
    beginBatch()
  }

  private mutating func beginBatch() {
    closeBatch()
    makeRoom(CaptureFormat.recordHeadSize + CaptureFormat.maximumElementSize)
    batch = end
    end += CaptureFormat.recordHeadSize
    elements.reset()
  }

  private mutating func closeBatch() {
    guard batch != 0 else { return }
    let length = end - batch - CaptureFormat.recordHeadSize
    block.storeRecordHead(kind: RecordKind.elements, length: length, at: batch)
    batch = 0
  }

  private mutating func makeRoom(_ size: Int) {
    precondition(!isFinished, "a capture is appended to after its end")
    if end + size > block.count { flush() }
  }

  private mutating func append(
    _ payload: Span<UInt8>, as kind: UInt8
  ) throws(RecordTooLong) {
    guard payload.count <= CaptureFormat.maximumRecordSize else {
      throw RecordTooLong(size: payload.count)
    }
    closeBatch()
    let size = CaptureFormat.recordHeadSize + payload.count
    makeRoom(size)
    if size > block.count - end {
      // Larger than any open block: the block is made for this record alone.
      appendBlock(of: payload, kind)
      return
    }
    block.storeRecordHead(kind: kind, length: payload.count, at: end)
    end += CaptureFormat.recordHeadSize
    let range = end..<(end + payload.count)
    unsafe payload.withUnsafeBufferPointer { unsafe block.replaceSubrange(range, with: $0) }
    end = range.upperBound
  }

  private mutating func appendBlock(of payload: Span<UInt8>, _ kind: UInt8) {
    let start = CaptureFormat.blockHeadSize
    var block = [UInt8](repeating: 0, count: start + CaptureFormat.recordHeadSize)
    block.storeRecordHead(kind: kind, length: payload.count, at: start)
    unsafe payload.withUnsafeBufferPointer { unsafe block.append(contentsOf: $0) }
    block.storeBlockHead(length: block.count - start, sequence: sequence)
    output += block
    sequence &+= 1
  }
}
