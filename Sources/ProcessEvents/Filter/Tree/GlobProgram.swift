/// A pattern taken apart, or several one after the other.
struct GlobProgram: Sendable {
  private(set) var elements: [Element] = []
  private var classes: [CharacterClass] = []
  private var ranges: [ClosedRange<UInt32>] = []

  struct Element {
    enum Kind: UInt8 { case byte, anyCharacter, anyText, characterClass }
    var kind: Kind
    /// The byte, or the number of the class.
    var value: UInt32 = 0
  }

  struct CharacterClass {
    var isNegated = false
    /// Which of all ranges are its.
    var ranges = 0..<0
  }

  init() {}

  init(_ pattern: Span<UInt8>) { read(pattern) }

  /// Takes in another program; gives the place of its elements.
  mutating func append(_ other: GlobProgram) -> Range<Int> {
    let start = elements.count
    elements += other.elements.map { element in
      element.kind == .characterClass
        ? Element(kind: .characterClass, value: element.value + UInt32(classes.count)) : element
    }
    classes += other.classes.map { characterClass in
      CharacterClass(
        isNegated: characterClass.isNegated,
        ranges: (characterClass.ranges.lowerBound + ranges.count)..<(characterClass.ranges
          .upperBound + ranges.count))
    }
    ranges += other.ranges
    return start..<elements.count
  }
}

extension GlobProgram {
  /// Whether some of the elements match the whole text.
  func matches(_ text: Span<UInt8>, elements part: Range<Int>) -> Bool {
    let elements = elements.span
    let end = part.upperBound
    var element = part.lowerBound
    var position = 0
    // Where to go on when the rest does not match: behind the last `*`, which then takes one more
    // character. Earlier ones need not be tried again, as the shortest text for them leaves the most.
    var resumeElement = -1
    var resumePosition = 0
    while position < text.count {
      if element < end {
        if elements[element].kind == .anyText {
          element += 1
          resumeElement = element
          resumePosition = position
          continue
        }
        let width = width(of: elements[element], in: text, at: position)
        if width > 0 {
          element += 1
          position += width
          continue
        }
      }
      guard resumeElement >= 0 else { return false }
      resumePosition += text.decodeScalar(at: resumePosition).width
      position = resumePosition
      element = resumeElement
    }
    while element < end, elements[element].kind == .anyText { element += 1 }
    return element == end
  }

  /// How many bytes an element matches at a position; 0 where it does not.
  @inline(__always)
  private func width(of element: Element, in text: Span<UInt8>, at position: Int) -> Int {
    switch element.kind {
    case .byte: return UInt32(text[position]) == element.value ? 1 : 0
    case .anyText: return 0
    case .anyCharacter: return text.decodeScalar(at: position).width
    case .characterClass:
      let (scalar, width) = text.decodeScalar(at: position)
      return contains(scalar, classes.span[Int(element.value)]) ? width : 0
    }
  }

  private func contains(_ scalar: UInt32, _ characterClass: CharacterClass) -> Bool {
    let ranges = ranges.span
    for index in characterClass.ranges where ranges[index].contains(scalar) {
      return !characterClass.isNegated
    }
    return characterClass.isNegated
  }
}

extension GlobProgram {
  private mutating func read(_ pattern: Span<UInt8>) {
    var index = 0
    // Once a `[` has found no `]`, none that follows does: looking again for each would be quadratic.
    var mayHoldClass = true
    while index < pattern.count {
      let byte = pattern[index]
      index += 1
      switch byte {
      case UInt8(ascii: "*"):
        if elements.last?.kind != .anyText { elements.append(Element(kind: .anyText)) }
      case UInt8(ascii: "?"):
        elements.append(Element(kind: .anyCharacter))
      case UInt8(ascii: "["):
        if mayHoldClass, let end = readClass(pattern, from: index) {
          index = end
        } else {
          mayHoldClass = false
          append(byte)
        }
      case UInt8(ascii: "\\") where index < pattern.count:
        append(pattern[index])
        index += 1
      default:
        append(byte)
      }
    }
  }

  private mutating func append(_ byte: UInt8) {
    elements.append(Element(kind: .byte, value: UInt32(byte)))
  }

  /// Reads what follows a `[`; gives the index behind its `]`, or nil where there is none.
  private mutating func readClass(_ pattern: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    var isNegated = false
    if index < pattern.count {
      isNegated = pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^")
      if isNegated { index += 1 }
    }
    let first = index
    let firstRange = ranges.count
    while index < pattern.count {
      if pattern[index] == UInt8(ascii: "]"), index > first {
        elements.append(Element(kind: .characterClass, value: UInt32(classes.count)))
        classes.append(CharacterClass(isNegated: isNegated, ranges: firstRange..<ranges.count))
        return index + 1
      }
      let lower = GlobProgram.readMember(pattern, at: &index)
      var upper = lower
      if index + 1 < pattern.count, pattern[index] == UInt8(ascii: "-"),
        pattern[index + 1] != UInt8(ascii: "]")
      {
        index += 1
        upper = GlobProgram.readMember(pattern, at: &index)
      }
      if lower <= upper { ranges.append(lower...upper) }
    }
    ranges.removeLast(ranges.count - firstRange)
    return nil
  }

  private static func readMember(_ pattern: Span<UInt8>, at index: inout Int) -> UInt32 {
    if pattern[index] == UInt8(ascii: "\\"), index + 1 < pattern.count { index += 1 }
    let (scalar, width) = pattern.decodeScalar(at: index)
    index += width
    return scalar
  }
}
