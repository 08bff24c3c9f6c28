/// Why a capture cannot be read any further; what was read before is good.
///
/// Offsets count bytes from the beginning of the capture.
@nonexhaustive
public enum CaptureError: Error, Hashable, Sendable {
  /// It does not begin as a capture does.
  case notACapture
  /// It was written by another version of the format.
  case version(found: UInt16)
  /// A block is compressed in a way that this version does not know.
  case compression(UInt8, block: UInt64)
  /// Bytes are not those that were written.
  case damage(Part, offset: UInt64)
  /// A block has another number than the one that is next: blocks are missing, or not in their place.
  case sequence(found: UInt32, expected: UInt32, block: UInt64)
  /// What was written is not right, although it has not changed since.
  case malformed(Malformation, block: UInt64)
  /// It ends within a block; everything before that block was read.
  case cut(block: UInt64, end: UInt64)
  /// It ends after a block, but without the mark that the recording had ended.
  case noEndMark(end: UInt64)
  /// Something follows the mark of the end.
  case trailingBytes(offset: UInt64)
  /// The system could not read any further; whoever reads the bytes says why.
  case unreadable(String, offset: UInt64)

  /// What is damaged.
  @nonexhaustive
  public enum Part: Hashable, Sendable {
    /// The first bytes, with the version.
    case preamble
    /// The head of a block, with its length.
    case blockHead
    /// The records of a block.
    case records
  }

  /// What is not right.
  @nonexhaustive
  public enum Malformation: Error, Hashable, Sendable {
    /// A block has no records, or more bytes than one may have.
    case blockLength(UInt32)
    /// A record reaches beyond its block, or has more bytes than one of its kind may have.
    case recordLength(Int)
    /// The first record is not a header.
    case headerMissing
    /// A header that is not the first record.
    case secondHeader
    /// The header lacks the clock's offset, the kinds of events, the subject or the start.
    case factMissing
    /// The header says that neither processes nor threads are the subject.
    case subject(UInt64)
    /// Something ends before it is complete.
    case tooShort
    /// Something follows what is complete.
    case tooLong
    /// A number is larger than its field.
    case number
    /// An element is of a kind that there is not.
    case elementKind(UInt8)
    /// A name has more than 16 bytes, or the data of an unknown event more than 24.
    case byteCount(UInt8)
    /// An opaque record is not what those who understand it expect; they say why.
    case opaque(String)
  }
}
