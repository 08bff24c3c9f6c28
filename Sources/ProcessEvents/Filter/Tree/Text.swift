extension Filter {
  /// A text of the language: any bytes, since the names of tasks need not be UTF-8.
  public struct Text: Hashable, Sendable {
    /// The bytes.
    public var bytes: [UInt8]

    /// Takes any bytes.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Takes a text's UTF-8.
    public init(_ text: String) { bytes = Array(text.utf8) }
  }
}

extension Filter.Text: Comparable {
  public static func < (left: Filter.Text, right: Filter.Text) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}

extension Filter.Text: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self.init(value) }
}

extension Filter.Text {
  func equals(_ other: Span<UInt8>) -> Bool { bytes.span.order(to: other) == 0 }
}

extension Span<UInt8> {
  /// Less than 0, 0 or more as the bytes come before others, are the same, or come after them.
  func order(to other: Span<UInt8>) -> Int {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
      return Int(self[index]) - Int(other[index])
    }
    return count - other.count
  }
}

extension Filter.Text: CustomStringConvertible {
  /// The text in quotes, as the language has it.
  ///
  /// What would not be seen, or is not UTF-8, is written as `\xNN`, byte by byte.
  public var description: String {
    var quoted = "\""
    let span = bytes.span
    var index = 0
    while index < span.count {
      let (scalar, width) = span.decodeScalar(at: index)
      switch Unicode.Scalar(scalar) {
      case "\""?: quoted += #"\""#
      case "\\"?: quoted += #"\\"#
      case "\n"?: quoted += #"\n"#
      case "\t"?: quoted += #"\t"#
      case let scalar? where scalar.isVisible: quoted.unicodeScalars.append(scalar)
      default: for byte in index..<(index + width) { quoted += Self.escape(span[byte]) }
      }
      index += width
    }
    return quoted + "\""
  }

  private static func escape(_ byte: UInt8) -> String {
    (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
  }
}

extension Unicode.Scalar {
  /// Whether a terminal shows it in its place and does nothing else.
  var isVisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }
}
