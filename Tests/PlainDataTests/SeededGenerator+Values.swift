import PlainData
import TestSupport

extension SeededGenerator {
  /// A value of JSON, at most so deep.
  mutating func value(depth: Int) -> PlainValue {
    switch number(in: 0...(depth > 0 ? 6 : 4)) {
    case 0: return .absent
    case 1: return .word(once(in: 2) ? "true" : "false")
    case 2: return .word(numberWord())
    case 3, 4: return .text(text())
    case 5: return .list((0..<number(in: 0...4)).map { _ in value(depth: depth - 1) })
    default:
      var keys: Set<String> = []
      for _ in 0..<number(in: 0...4) { keys.insert(text()) }
      return .mapping(keys.sorted().map { .init(key: $0, value: value(depth: depth - 1)) })
    }
  }

  private mutating func numberWord() -> String {
    switch number(in: 0...3) {
    case 0: return "\(bits() as UInt64)"
    case 1: return "\(bits() as Int64)"
    case 2: return "-0.\(number(in: 0...99))e\(once(in: 2) ? "+" : "-")\(number(in: 0...999))"
    // More digits than any number of Swift's has.
    default: return "9" + String(repeating: "0", count: number(in: 20...60)) + ".5E7"
    }
  }

  /// A text of characters of all kinds: those with escapes, of each length in UTF-8, and beyond the first plane.
  mutating func text() -> String {
    var scalars = String.UnicodeScalarView()
    for _ in 0..<number(in: 0...8) {
      let range: ClosedRange<UInt32> = element(of: [
        0...0x1F, 0x20...0x7F, 0x80...0x7FF, 0x800...0xD7FF, 0xE000...0xFFFF, 0x1_0000...0x10_FFFF,
      ])
      if let scalar = Unicode.Scalar(number(in: range)) { scalars.append(scalar) }
    }
    return String(scalars)
  }
}
