/// The last bytes of what a clean-up has written.
struct OutputTail: Sendable {
  /// As much as a ``CleanupOutcome`` keeps.
  static let limit = 4096

  private var bytes: [UInt8] = []
  /// Whether bytes before it are missing.
  private(set) var isCut = false

  mutating func append(_ more: Span<UInt8>) {
    for index in max(0, more.count - Self.limit)..<more.count { bytes.append(more[index]) }
    if bytes.count > Self.limit || more.count > Self.limit {
      isCut = true
      bytes.removeFirst(max(0, bytes.count - Self.limit))
    }
  }

  mutating func append(_ other: OutputTail) {
    append(other.bytes.span)
    if other.isCut { isCut = true }
  }

  /// At most as many bytes of UTF-8. What is not UTF-8 is U+FFFD, and so are zero bytes, at which databases end a
  /// text.
  var text: String {
    // A character that the cut went through is left out.
    let whole = isCut ? bytes.drop(while: { $0 & 0xC0 == 0x80 }) : bytes[...]
    var text = String(decoding: whole, as: UTF8.self)
    if text.unicodeScalars.contains("\0") {
      text = String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
    }
    // Replacements are longer than what they replace.
    while text.utf8.count > Self.limit {
      text.unicodeScalars.removeFirst(max(1, (text.utf8.count - Self.limit) / 4))
    }
    return text
  }
}
