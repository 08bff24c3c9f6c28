internal import KernelInterface

/// `/proc/PID/status`: a word, a colon, a tab and values on each line.
enum StatusText {
  /// The second of the four user ids.
  static func effectiveUser(in text: Span<UInt8>) -> UInt32? {
    var position = 0
    // A name is escaped there, so that no line can be made up by one.
    while !text.skip("Uid:\t", at: &position) {
      guard text.skip(through: UInt8(ascii: "\n"), at: &position) else { return nil }
    }
    guard let _: UInt32 = text.number(at: &position), text.skip("\t", at: &position),
      let effective: UInt32 = text.number(at: &position),
      text.skip("\t", at: &position)
    else { return nil }
    return effective
  }
}
