/// The caller's memory for the text of an error.
@safe struct ErrorText {
  private let memory: UnsafeMutableBufferPointer<CChar>

  init(_ start: UnsafeMutablePointer<CChar>?, size: Int) {
    unsafe memory = UnsafeMutableBufferPointer(start: start, count: start == nil ? 0 : max(0, size))
  }

  /// Writes as many whole characters as there is room for, and a final zero.
  func write(_ text: String) {
    guard unsafe !memory.isEmpty else { return }
    let room = unsafe memory.count - 1
    var count = 0
    for scalar in text.unicodeScalars {
      let bytes = UTF8.width(scalar)
      guard count + bytes <= room else { break }
      count += bytes
    }
    for (index, byte) in text.utf8.prefix(count).enumerated() {
      unsafe memory[index] = CChar(bitPattern: byte)
    }
    unsafe memory[count] = 0
  }

  /// Does something that may be refused.
  ///
  /// - Returns: what the C function returns: 0, or the negative error number.
  func report(_ body: () throws(Refusal) -> Void) -> CInt {
    do {
      try body()
      write("")
      return 0
    } catch {
      write(error.text)
      return error.code
    }
  }
}
