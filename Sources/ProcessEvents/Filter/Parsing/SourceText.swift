/// A filter's text, and what errors tell about places in it.
struct SourceText {
  let bytes: [UInt8]

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// A part of the text for a message: not long, and nothing that a terminal would obey.
  func excerpt(_ range: Range<Int>) -> String {
    let longest = 32
    // Four bytes for each character are enough to know whether there are more.
    let text = text(range.prefix(4 * longest + 4))
    let shown = text.prefix(longest).shown.joined()
    return shown + (range.count > 4 * longest || text.count > longest ? "…" : "")
  }

  func error(
    _ reason: Filter.SyntaxError.Reason, at range: Range<Int>, suggestions: [String] = []
  ) -> Filter.SyntaxError {
    let before = bytes[..<range.lowerBound]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = text(lineStart..<range.lowerBound).count + 1
    let fault = bytes[range].prefix { $0 != UInt8(ascii: "\n") }
    let width = String(decoding: fault, as: UTF8.self).count
    return Filter.SyntaxError(
      reason: reason, suggestions: suggestions, bytes: range,
      line: before.count(where: { $0 == UInt8(ascii: "\n") }) + 1,
      columns: column..<(column + width))
  }
}
