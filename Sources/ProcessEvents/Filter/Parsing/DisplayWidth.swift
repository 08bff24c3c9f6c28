extension Character {
  /// How many columns a terminal gives it, as far as ``shown`` leaves it as it is.
  package var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    let isWide = unicodeScalars.contains {
      $0.properties.isEmojiPresentation || $0.value == 0xFE0F || Character.isWide($0.value)
    }
    if isWide { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: return 1
    }
  }

  /// The character, or one in its place where a terminal would do something other than show it.
  var shown: Character {
    if self == "\t" || self == "\r" || self == "\r\n" { return " " }
    // Joiners and the like belong to a character; alone, or as its first, they may turn text around.
    guard let first = unicodeScalars.first, first.isVisible else { return "\u{FFFD}" }
    return self
  }

  /// The blocks that Unicode's `EastAsianWidth.txt` gives as wide.
  private static func isWide(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
      0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension Sequence<Character> {
  /// The characters as they can be shown; each is one character.
  var shown: [String] { map { String($0.shown) } }
}
