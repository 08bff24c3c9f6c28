import ProcessEvents
import TestSupport

extension SeededGenerator {
  /// A filter, mostly of what events themselves tell.
  mutating func filter(depth: Int) -> Filter {
    guard depth > 0 else { return term() }
    switch number(in: 0...5) {
    case 0, 1: return .and(filters(depth: depth - 1))
    case 2: return .or(filters(depth: depth - 1))
    case 3: return .not(filter(depth: depth - 1))
    default: return term()
    }
  }

  private mutating func filters(depth: Int) -> [Filter] {
    (0...number(in: 0...3)).map { _ in filter(depth: number(in: 0...depth)) }
  }

  private mutating func term() -> Filter {
    switch number(in: 0...15) {
    case 0: once(in: 4) ? .all : .nothing
    case 1...4: .event(element(of: Filter.Event.allCases))
    case 5, 6: .flag(element(of: Filter.Flag.allCases))
    case 7...11: .number(element(of: Filter.NumberField.allCases), numberTest())
    case 12, 13: .text(.comm, textTest())
    case 14: .text(element(of: Filter.TextField.allCases), textTest())
    default: .ancestor(in: numberSet())
    }
  }

  private mutating func numberTest() -> Filter.NumberTest {
    switch number(in: 0...7) {
    case 0: .equal(value())
    case 1: .notEqual(value())
    case 2: .less(value())
    case 3: .lessOrEqual(value())
    case 4: .greater(value())
    case 5: .greaterOrEqual(value())
    case 6: .memberOf(numberSet())
    default: .notMemberOf(numberSet())
    }
  }

  private mutating func numberSet() -> Filter.NumberSet {
    let count = once(in: 12) ? number(in: 100...900) : number(in: 0...6)
    return Filter.NumberSet(
      (0..<count).map { _ in
        let bounds = [value(), once(in: 2) ? value() : 0]
        return bounds[1] == 0 ? bounds[0]...bounds[0] : bounds.min()!...bounds.max()!
      })
  }

  /// A number that is often one of a few, so that comparisons come out either way.
  mutating func value() -> UInt32 {
    switch number(in: 0...9) {
    case 0: bits()
    case 1: element(of: [0, 255, 256, 0x8B, 0x86, 6, .max, .max - 1, 0x8000_0000])
    case 2: number(in: 0...100_000)
    default: number(in: 0...12)
    }
  }

  private mutating func textTest() -> Filter.TextTest {
    switch number(in: 0...5) {
    case 0: .equal(text())
    case 1: .notEqual(text())
    case 2: .memberOf(Filter.TextSet((0..<number(in: 0...4)).map { _ in text() }))
    case 3: .notMemberOf(Filter.TextSet((0..<number(in: 0...4)).map { _ in text() }))
    case 4: .like(Filter.Glob(text(of: SeededGenerator.patternBytes)))
    default: .notLike(Filter.Glob(text(of: SeededGenerator.patternBytes)))
    }
  }

  mutating func text() -> Filter.Text { text(of: Array("aab\0".utf8)) }

  private mutating func text(of bytes: [UInt8]) -> Filter.Text {
    Filter.Text(
      bytes: (0..<number(in: 0...(once(in: 3) ? 18 : 3))).map { _ in element(of: bytes) })
  }

  private static let patternBytes = Array("aaabb**?[]\\".utf8)
}
