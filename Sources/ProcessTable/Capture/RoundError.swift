/// Why the records that a capture holds beside its elements cannot be understood.
package enum RoundError: Error, Hashable, Sendable {
  /// They are of another version.
  case version(UInt64)
  /// What says how the names were found comes a second time, or not before they do.
  case recordingMisplaced
  /// There is no such source of names.
  case source(UInt64)
  /// A record ends before it is complete.
  case tooShort
  /// A record has bytes left over.
  case tooLong
  /// A number is larger than its field.
  case number
  /// Something refers to a text that there has not been.
  case reference(UInt64)
  /// The first byte of something has a kind or flags that there are not.
  case head(UInt8)
  /// A command name has more than 16 bytes.
  case nameLength(UInt64)
  /// A round holds more than one may.
  case tooMuch
  /// Events were lost in a place that there is not.
  case lossPlace(UInt8)
}

extension RoundError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .version(let version):
      "what it tells of processes has version \(version), and this program reads version"
        + " \(RoundFormat.version)"
    case .recordingMisplaced: "it tells of processes without having said how they were looked at"
    case .source(let number): "it has names from an unknown source, \(number)"
    case .tooShort: "what it tells of processes ends too early"
    case .tooLong: "what it tells of processes has bytes left over"
    case .number: "a number about a process is larger than its field"
    case .reference(let number): "it refers to text \(number), which there has not been"
    case .head(let byte): "it tells something unknown of a process, 0x\(String(byte, radix: 16))"
    case .nameLength(let length): "a command name has \(length) bytes, which is too many"
    case .tooMuch: "it has more at one time than can be"
    case .lossPlace(let place): "events were lost in an unknown place, \(place)"
    }
  }
}
