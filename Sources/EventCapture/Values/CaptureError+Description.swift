extension CaptureError: CustomStringConvertible {
  /// One line for a person, with the offset and what can be done.
  public var description: String {
    switch self {
    case .notACapture:
      "not a capture: it does not begin with the bytes that every capture begins with"
    case .version(let found):
      "this capture has format version \(found), and this program reads version"
        + " \(CaptureFormat.version); read it with the version of the program that recorded it"
    case .compression(let method, let block):
      "the block at offset \(block) is compressed by method \(method), which this program does not"
        + " know; read it with the version of the program that recorded it"
    case .damage(let part, let offset):
      "damaged at offset \(offset): \(part) has changed since it was written;"
        + " everything before it was read"
    case .sequence(let found, let expected, let block):
      "the block at offset \(block) has number \(found) where \(expected) is next: part of the"
        + " capture is missing; everything before it was read"
    case .malformed(let malformation, let block):
      "the block at offset \(block) was not written as a capture's: \(malformation)"
    case .cut(0, 0):
      "the capture is empty: the recording ended before anything was written"
    case .cut(0, let end):
      "cut off at offset \(end), before its first block: there is nothing to read"
    case .cut(let block, let end):
      "cut off at offset \(end), within the block at offset \(block);"
        + " everything before that block was read"
    case .noEndMark(let end):
      "ended at offset \(end) without an end mark: the recording was broken off;"
        + " everything that was written was read"
    case .unreadable(let reason, let offset):
      "cannot be read from offset \(offset) on: \(reason); everything before it was read"
    case .trailingBytes(let offset):
      "something follows the end mark at offset \(offset); everything before it was read"
    }
  }
}

extension CaptureError.Part: CustomStringConvertible {
  public var description: String {
    switch self {
    case .preamble: "the preamble"
    case .blockHead: "the head of a block"
    case .records: "a block"
    }
  }
}

extension CaptureError.Malformation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .blockLength(let length):
      "it states a length of \(length) bytes; it can be 1 to \(CaptureFormat.maximumBlockSize)"
    case .recordLength(let length): "a record states a length of \(length) bytes"
    case .headerMissing: "its first record is not the header"
    case .secondHeader: "it has a header where none can be"
    case .factMissing: "its header lacks something that it must have"
    case .subject(let number): "its header has an unknown subject \(number)"
    case .tooShort: "a record ends too early"
    case .tooLong: "a record has bytes left over"
    case .number: "a number is larger than its field"
    case .elementKind(let kind): "there is no element of kind \(kind)"
    case .opaque(let reason): reason
    case .byteCount(let count): "a field of bytes has \(count), which is too many"
    }
  }
}
