/// Columns of a text.
extension [UInt8] {
  /// Spaces until the line that began at `start` is `column` long.
  mutating func pad(to column: Int, from start: Int) {
    while count - start < column { append(UInt8(ascii: " ")) }
  }

  /// What `body` writes, at the right of a column.
  mutating func writeRight(width: Int, _ body: (inout [UInt8]) -> Void) {
    let begin = count
    body(&self)
    let missing = width - (count - begin)
    if missing > 0 {
      insert(contentsOf: repeatElement(UInt8(ascii: " "), count: missing), at: begin)
    }
  }
}
