internal import KernelInterface

/// `/proc/PID/status`: a word, a colon, a tab and values on each line.
package enum StatusText {
  /// The second of the four user ids.
  static func effectiveUser(in text: Span<UInt8>) -> UInt32? {
    var position = 0
    return effectiveUser(in: text, &position)
  }

  /// The second of the four ids of user and group each.
  package static func effectiveIDs(in text: Span<UInt8>) -> (user: UInt32, group: UInt32)? {
    var position = 0
    guard let user = effectiveUser(in: text, &position),
      text.skip(through: UInt8(ascii: "\n"), at: &position), text.skip("Gid:\t", at: &position),
      let group = second(in: text, &position)
    else { return nil }
    return (user, group)
  }

  private static func effectiveUser(in text: Span<UInt8>, _ position: inout Int) -> UInt32? {
    // A name is escaped there, so that no line can be made up by one.
    while !text.skip("Uid:\t", at: &position) {
      guard text.skip(through: UInt8(ascii: "\n"), at: &position) else { return nil }
    }
    return second(in: text, &position)
  }

  private static func second(in text: Span<UInt8>, _ position: inout Int) -> UInt32? {
    guard let _: UInt32 = text.number(at: &position), text.skip("\t", at: &position),
      let value: UInt32 = text.number(at: &position), text.skip("\t", at: &position)
    else { return nil }
    return value
  }
}

extension StatusText {
  /// Whether SIGKILL is pending for the first thread or the whole process, which the masks tell as hexadecimal
  /// numbers; true also where that cannot be read.
  static func isKillPending(in text: Span<UInt8>) -> Bool {
    var position = 0
    var masks = 0
    while position < text.count {
      if text.skip("SigPnd:\t", at: &position) || text.skip("ShdPnd:\t", at: &position) {
        let start = position
        guard text.skip(through: UInt8(ascii: "\n"), at: &position), position - start >= 4 else {
          return true
        }
        masks += 1
        // SIGKILL is 9, the lowest bit of the third digit from the end.
        switch text[position - 4] {
        case UInt8(ascii: "0"), UInt8(ascii: "2"), UInt8(ascii: "4"), UInt8(ascii: "6"),
          UInt8(ascii: "8"), UInt8(ascii: "a"), UInt8(ascii: "c"), UInt8(ascii: "e"):
          continue
        default: return true
        }
      }
      guard text.skip(through: UInt8(ascii: "\n"), at: &position) else { break }
    }
    return masks < 2
  }
}
