import ProcessEvents

/// A record as it was decoded, with its path still in the ring: plain values, cheap to sort.
struct DecodedRecord {
  var time: UInt64
  var payload: Payload

  enum Payload {
    case fork(child: TaskID, parent: TaskID)
    case exit(TaskID)
    case comm(TaskID, CommandName, isExec: Bool)
    /// The path is the bytes from `offset` in the record to the first zero, at most `limit`.
    case map(TaskID, offset: UInt16, limit: UInt16)
    case lost(UInt64)
  }
}

/// What decoding a record came to.
enum DecodingResult {
  case record(DecodedRecord)
  /// Of a kind that tells nothing here, or about a task outside of this PID namespace.
  case skipped
  /// It has not the length that its kind has.
  case malformed
}

extension DecodedRecord {
  /// Decodes one record.
  ///
  /// - Parameter bytes: all of it, from its header on, however long the header says that it is.
  static func decode(_ bytes: RawSpan) -> DecodingResult {
    guard bytes.byteCount >= SideBandLayout.headerSize,
      bytes.number(SideBandLayout.size, as: UInt16.self) == bytes.byteCount
    else { return .malformed }
    let flags = bytes.number(SideBandLayout.flags, as: UInt16.self)
    // Where the trailer begins.
    let end = bytes.byteCount - SideBandLayout.trailerSize
    let payload: Payload?
    switch bytes.number(SideBandLayout.kind, as: UInt32.self) {
    case SideBandKind.fork:
      guard end == SideBandLayout.taskSize else { return .malformed }
      payload = fork(bytes)
    case SideBandKind.exit:
      guard end == SideBandLayout.taskSize else { return .malformed }
      payload = task(
        bytes, process: SideBandLayout.taskProcess, thread: SideBandLayout.taskThread
      ).map { .exit($0) }
    case SideBandKind.name:
      let length = end - SideBandLayout.name
      guard length == 8 || length == SideBandLayout.nameLimit else { return .malformed }
      payload = owner(bytes).map {
        .comm($0, name(bytes, length: length), isExec: flags & SideBandKind.nameByExec != 0)
      }
    case SideBandKind.mapping:
      return map(bytes, path: SideBandLayout.mappedPath, end: end, flags: flags)
    case SideBandKind.mapping2:
      return map(bytes, path: SideBandLayout.mapped2Path, end: end, flags: flags)
    case SideBandKind.lost:
      guard end == SideBandLayout.lostSize else { return .malformed }
      payload = .lost(bytes.number(SideBandLayout.lostCount))
    default: return .skipped
    }
    guard let payload else { return .skipped }
    return .record(DecodedRecord(time: time(bytes), payload: payload))
  }

  private static func time(_ bytes: RawSpan) -> UInt64 {
    bytes.number(bytes.byteCount - SideBandLayout.timeFromEnd)
  }

  private static func fork(_ bytes: RawSpan) -> Payload? {
    guard
      let child = task(
        bytes, process: SideBandLayout.taskProcess, thread: SideBandLayout.taskThread)
    else { return nil }
    // A parent outside of the namespace is 0.
    let parent = TaskID(
      thread: ThreadID(bytes.number(SideBandLayout.taskParentThread)),
      process: ProcessID(bytes.number(SideBandLayout.taskParentProcess)))
    return .fork(child: child, parent: parent)
  }

  private static func map(
    _ bytes: RawSpan, path: Int, end: Int, flags: UInt16
  ) -> DecodingResult {
    let limit = end - path
    guard limit > 0, limit <= SideBandLayout.pathLimit else { return .malformed }
    guard flags & SideBandKind.mappingOfData == 0, let owner = owner(bytes) else { return .skipped }
    return .record(
      DecodedRecord(
        time: time(bytes), payload: .map(owner, offset: UInt16(path), limit: UInt16(limit))))
  }

  private static func owner(_ bytes: RawSpan) -> TaskID? {
    task(bytes, process: SideBandLayout.ownerProcess, thread: SideBandLayout.ownerThread)
  }

  /// Nil for the idle task and for what is in no PID namespace of the reader: the kernel writes 0 or -1.
  private static func task(_ bytes: RawSpan, process: Int, thread: Int) -> TaskID? {
    let process: Int32 = bytes.number(process)
    let thread: Int32 = bytes.number(thread)
    guard process > 0, thread > 0 else { return nil }
    return TaskID(thread: ThreadID(thread), process: ProcessID(process))
  }

  private static func name(_ bytes: RawSpan, length: Int) -> CommandName {
    var name = [16 of UInt8](repeating: 0)
    for index in 0..<length {
      let byte: UInt8 = bytes.number(SideBandLayout.name + index)
      if byte == 0 { break }
      name[index] = byte
    }
    return CommandName(bytes: name)
  }
}

extension RawSpan {
  /// A number at any offset, aligned or not; the caller has checked the length.
  @inline(__always)
  package func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ offset: Int, as type: Number.Type = Number.self
  ) -> Number {
    precondition(offset >= 0 && offset &+ MemoryLayout<Number>.size <= byteCount)
    return unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: type)
  }
}
