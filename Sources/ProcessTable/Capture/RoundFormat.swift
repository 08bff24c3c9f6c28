internal import EventCapture

/// Kinds and limits of the records that a capture holds beside its elements; EventCapture's Format.md has the
/// tables.
enum RoundFormat {
  /// The version of these records that is written, and the only one that is read.
  static let version: UInt64 = 1

  /// How many texts and command names may be referred to again.
  static let textCount = 4096
  static let nameCount = 1024
  /// Longer texts are never referred to again, so that a reader's memory is bounded.
  static let textLimit = 1024

  /// Bytes of a payload beyond which the next record begins.
  static let payloadCapacity = 32_768

  // What one round may hold; a reader refuses more.
  static let elementLimit = 1 << 17
  static let recordLimit = 1 << 20
  static let factsLimit = 1 << 20
  static let userLimit = 1 << 20
  /// Bytes of all texts of a round, but for those referred to.
  static let textBudget = 256 << 20
  /// Bytes of one process's arguments.
  static let argumentLimit = 512 << 10
}

/// What an opaque record of a capture is.
enum RoundRecordKind {
  static let recording: UInt8 = 16
  static let users: UInt8 = 17
  static let sideBand: UInt8 = 18
  static let lookups: UInt8 = 19
  static let scan: UInt8 = 20
  static let round: UInt8 = 21
}

/// The first byte of a record of the side band: what it is in the low half, and flags.
enum SideBandHead {
  static let kindMask: UInt8 = 0x0F

  static let fork: UInt8 = 0
  static let exit: UInt8 = 1
  static let comm: UInt8 = 2
  static let exec: UInt8 = 3
  static let map: UInt8 = 4
  static let lost: UInt8 = 5

  /// The task is not its process's first thread.
  static let thread: UInt8 = 0x10
  /// Nor is the one that forked it.
  static let parentThread: UInt8 = 0x20
}

/// Which of the fields of ``ProcessFacts`` are there that need not be.
enum FactsHead {
  static let executable: UInt8 = 1 << 0
  static let arguments: UInt8 = 1 << 1
  static let user: UInt8 = 1 << 2
  static let controlGroup: UInt8 = 1 << 3
  /// Not a field: the process was on its way to be a zombie.
  static let isEnding: UInt8 = 1 << 4
  static let all: UInt8 = 0x1F
}

/// What a look-up has found.
enum LookupHead {
  static let confirmed: UInt8 = 1 << 0
  static let facts: UInt8 = 1 << 1
  static let kernelLog: UInt8 = 1 << 2
  static let controlGroup: UInt8 = 1 << 3
  static let all: UInt8 = 0x0F
}
