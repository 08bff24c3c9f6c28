package import ProcessEvents

extension SeededGenerator {
  /// A filter that asks for anything, mostly for what events themselves tell.
  ///
  /// - Parameter vocabulary: what it compares fields with, most of the time.
  package mutating func filter(depth: Int, of vocabulary: FilterVocabulary = .any) -> Filter {
    guard depth > 0 else { return term(vocabulary) }
    switch number(in: 0...5) {
    case 0, 1: return .and(filters(depth: depth - 1, vocabulary))
    case 2, 3: return .or(filters(depth: depth - 1, vocabulary))
    case 4: return .not(filter(depth: depth - 1, of: vocabulary))
    default: return term(vocabulary)
    }
  }

  private mutating func filters(depth: Int, _ vocabulary: FilterVocabulary) -> [Filter] {
    (0...number(in: 0...3)).map { _ in filter(depth: number(in: 0...depth), of: vocabulary) }
  }

  private mutating func term(_ vocabulary: FilterVocabulary) -> Filter {
    switch number(in: 0...16) {
    case 0: return once(in: 4) ? .all : .nothing
    case 1...4: return .event(element(of: Filter.Event.allCases))
    case 5, 6: return .flag(element(of: Filter.Flag.allCases))
    case 7...11:
      let field = element(of: Filter.NumberField.allCases)
      return .number(field, numberTest(vocabulary.numbers[field] ?? []))
    case 12, 13: return .text(.comm, textTest(vocabulary.texts))
    case 14, 15:
      return .text(element(of: Filter.TextField.allCases), textTest(vocabulary.texts))
    default: return .ancestor(in: numberSet())
    }
  }

  private mutating func numberTest(_ likely: [UInt32]) -> Filter.NumberTest {
    switch number(in: 0...7) {
    case 0: .equal(value(likely))
    case 1: .notEqual(value(likely))
    case 2: .less(value(likely))
    case 3: .lessOrEqual(value(likely))
    case 4: .greater(value(likely))
    case 5: .greaterOrEqual(value(likely))
    case 6: .memberOf(numberSet(likely))
    default: .notMemberOf(numberSet(likely))
    }
  }

  /// Some numbers and ranges, now and then so many that no short program holds them.
  package mutating func numberSet(_ likely: [UInt32] = []) -> Filter.NumberSet {
    let count = once(in: 12) ? number(in: 100...900) : number(in: 0...6)
    return Filter.NumberSet(
      (0..<count).map { _ in
        let bounds = [value(likely), once(in: 2) ? value(likely) : 0]
        return bounds[1] == 0 ? bounds[0]...bounds[0] : bounds.min()!...bounds.max()!
      })
  }

  /// A number that is often one of a few, so that comparisons come out either way.
  package mutating func value(_ likely: [UInt32] = []) -> UInt32 {
    if !likely.isEmpty, !once(in: 8) { return element(of: likely) }
    switch number(in: 0...9) {
    case 0: return bits()
    case 1: return element(of: [0, 6, 255, 256, 0x86, 0x8B, .max, .max - 1, 0x8000_0000])
    case 2: return number(in: 0...100_000)
    case 3, 4: return number(in: 0...70)
    default: return number(in: 0...12)
    }
  }

  private mutating func textTest(_ likely: [Filter.Text]) -> Filter.TextTest {
    switch number(in: 0...5) {
    case 0: .equal(text(likely))
    case 1: .notEqual(text(likely))
    case 2: .memberOf(Filter.TextSet((0..<number(in: 0...4)).map { _ in text(likely) }))
    case 3: .notMemberOf(Filter.TextSet((0..<number(in: 0...4)).map { _ in text(likely) }))
    case 4: .like(Filter.Glob(pattern(likely)))
    default: .notLike(Filter.Glob(pattern(likely)))
    }
  }

  private mutating func text(_ likely: [Filter.Text]) -> Filter.Text {
    if !likely.isEmpty, !once(in: 8) { return element(of: likely) }
    return text()
  }

  /// A few letters with a special character here and there; once in a while any bytes.
  package mutating func text() -> Filter.Text {
    switch number(in: 0...7) {
    case 0: text(of: Array(UInt8.min...UInt8.max))
    case 1...3: text(of: Array("aab\"\\\n\t\0é€".utf8))
    default: text(of: Array("aab\0".utf8))
    }
  }

  package mutating func text(of bytes: [UInt8]) -> Filter.Text {
    Filter.Text(bytes: (0..<number(in: 0...(once(in: 4) ? 20 : 3))).map { _ in element(of: bytes) })
  }

  private mutating func pattern(_ likely: [Filter.Text]) -> Filter.Text {
    guard !likely.isEmpty, !once(in: 8) else {
      return text(of: Array((once(in: 2) ? "aaab***??[]!-^\\é" : "aaabb**?[]\\").utf8))
    }
    let bytes = element(of: likely).bytes
    let part = Array(bytes.prefix(number(in: 0...bytes.count)))
    return Filter.Text(bytes: part + Array(element(of: ["*", "?*", "*a*", "[a-z]*", ""]).utf8))
  }
}
