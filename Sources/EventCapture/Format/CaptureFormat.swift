/// Sizes, numbers and fixed bytes of a capture; <doc:Format> has the tables.
public enum CaptureFormat {
  /// The version that is written, and the only one that is read.
  public static let version: UInt16 = 1

  /// Bytes of a block beyond which elements go into the next one.
  public static let blockCapacity = 65_536

  /// Bytes that the largest opaque record may have, so that a reader's memory is bounded.
  public static let maximumRecordSize = maximumBlockSize - recordHeadSize

  /// The first kind of a record whose payload this format does not define.
  public static let firstOpaqueKind: UInt8 = 16
}

extension CaptureFormat {
  /// A byte that is not ASCII, line ends of two systems and a control-Z, which a transfer as text would spoil.
  static let magic: [UInt8] = [0x89, 0x70, 0x6D, 0x6F, 0x6E, 0x0D, 0x0A, 0x1A]

  // The preamble; everything in little-endian order.
  static let preambleVersion = 8
  static let preambleChecksum = 12
  static let preambleSize = 16

  // The head of a block.
  static let blockLength = 0
  static let blockSequence = 4
  static let blockCompression = 8
  static let blockPayloadChecksum = 12
  static let blockHeadChecksum = 16
  static let blockHeadSize = 20

  /// Bytes that a block's payload may have at most.
  static let maximumBlockSize = 1 << 20

  /// A record's kind, and the length of its payload in three bytes.
  static let recordHeadSize = 4

  /// Bytes of a record of elements beyond which the next one begins.
  static let batchCapacity = 8_192
  /// Bytes that a record of elements may have at most.
  static let maximumBatchSize = 65_536
  /// More than any element needs.
  static let maximumElementSize = 64
}

/// What a record is; kinds from ``CaptureFormat/firstOpaqueKind`` on are the caller's.
enum RecordKind {
  static let header: UInt8 = 1
  static let clock: UInt8 = 2
  static let elements: UInt8 = 3
  static let end: UInt8 = 4
}

/// What a fact of the header is about.
enum FactKey {
  static let toolVersion: UInt64 = 1
  static let kernelRelease: UInt64 = 2
  static let bootID: UInt64 = 3
  static let realTimeOffset: UInt64 = 4
  static let events: UInt64 = 5
  static let filter: UInt64 = 6
  static let subject: UInt64 = 7
  static let start: UInt64 = 8
}
