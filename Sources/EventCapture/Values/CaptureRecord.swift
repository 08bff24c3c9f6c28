/// What a capture says, in the order in which it was written.
@nonexhaustive
public enum CaptureRecord: Hashable, Sendable {
  /// The first record, and nowhere else.
  case header(CaptureHeader)
  /// The time of day has been set.
  case clock(ClockOffset)
  /// At least one element; where one batch ends and the next begins means nothing.
  case elements([CaptureElement])
  /// What another part of the program has stored, under a number of its own from
  /// ``CaptureFormat/firstOpaqueKind`` on. A reader passes over the kinds that it does not know.
  case opaque(kind: UInt8, payload: [UInt8])
}

/// A record is larger than a capture's reader would take.
public struct RecordTooLong: Error, Hashable, Sendable {
  /// Bytes of the record; there may be ``CaptureFormat/maximumRecordSize``.
  public var size: Int

  /// Makes an error of its part.
  public init(size: Int) { self.size = size }
}

extension RecordTooLong: CustomStringConvertible {
  public var description: String {
    "a record of \(size) bytes is longer than the \(CaptureFormat.maximumRecordSize) of a capture;"
      + " store it in parts"
  }
}
