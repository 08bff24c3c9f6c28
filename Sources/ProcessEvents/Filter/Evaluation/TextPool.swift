/// The texts and patterns of a compiled filter in a few arrays, so that none has to be retained in order
/// to look at it.
struct TextPool: Sendable {
  private var tests: [Test] = []
  private var texts: [Range<Int>] = []
  private var bytes: [UInt8] = []
  private var globs = GlobProgram()

  private struct Test {
    enum Kind { case oneOf, like }
    var kind: Kind
    var isInverted: Bool
    /// Which texts, or which elements of the patterns.
    var part: Range<Int>
  }

  /// Takes in a test; gives its number.
  mutating func add(_ test: Filter.TextTest) -> Int {
    switch test {
    case .equal(let text): add([text], isInverted: false)
    case .notEqual(let text): add([text], isInverted: true)
    case .memberOf(let set): add(set.texts, isInverted: false)
    case .notMemberOf(let set): add(set.texts, isInverted: true)
    case .like(let glob):
      tests.append(Test(kind: .like, isInverted: false, part: globs.append(glob.program)))
    case .notLike(let glob):
      tests.append(Test(kind: .like, isInverted: true, part: globs.append(glob.program)))
    }
    return tests.count - 1
  }

  private mutating func add(_ ascending: [Filter.Text], isInverted: Bool) {
    let start = texts.count
    for text in ascending {
      texts.append(bytes.count..<(bytes.count + text.bytes.count))
      bytes += text.bytes
    }
    tests.append(Test(kind: .oneOf, isInverted: isInverted, part: start..<texts.count))
  }
}

extension TextPool {
  /// Whether a text passes the test of a number.
  func admits(_ text: Span<UInt8>, test number: Int) -> Bool {
    let test = tests.span[number]
    switch test.kind {
    case .oneOf: return contains(text, in: test.part) != test.isInverted
    case .like: return globs.matches(text, elements: test.part) != test.isInverted
    }
  }

  private func contains(_ text: Span<UInt8>, in part: Range<Int>) -> Bool {
    let texts = texts.span
    let bytes = bytes.span
    var low = part.lowerBound
    var high = part.upperBound
    while low < high {
      let middle = (low + high) / 2
      let order = bytes.extracting(texts[middle]).order(to: text)
      if order == 0 { return true }
      if order < 0 { low = middle + 1 } else { high = middle }
    }
    return false
  }
}
