extension Filter {
  /// What is asked of a text.
  @nonexhaustive
  public enum TextTest: Hashable, Sendable {
    /// It is this one.
    case equal(Text)
    /// It is another one.
    case notEqual(Text)
    /// It is one of these.
    case memberOf(TextSet)
    /// It is none of these.
    case notMemberOf(TextSet)
    /// It matches a pattern.
    case like(Glob)
    /// It does not match a pattern.
    case notLike(Glob)
  }

  /// A set of texts.
  public struct TextSet: Hashable, Sendable {
    /// The texts: ascending by their bytes, each once.
    public let texts: [Text]

    /// Takes texts in any order.
    public init(_ texts: some Sequence<Text>) {
      var unique: [Text] = []
      for text in texts.sorted() where text != unique.last { unique.append(text) }
      self.texts = unique
    }
  }
}

extension Filter.TextTest {
  /// Whether a text passes.
  public func admits(_ text: Span<UInt8>) -> Bool {
    switch self {
    case .equal(let value): value.equals(text)
    case .notEqual(let value): !value.equals(text)
    case .memberOf(let set): set.contains(text)
    case .notMemberOf(let set): !set.contains(text)
    case .like(let glob): glob.matches(text)
    case .notLike(let glob): !glob.matches(text)
    }
  }
}

extension Filter.TextSet {
  /// Whether a text is one of these.
  public func contains(_ text: Span<UInt8>) -> Bool {
    let texts = texts.span
    var low = 0
    var high = texts.count
    while low < high {
      let middle = (low + high) / 2
      if texts[middle].bytes.span.order(to: text) < 0 { low = middle + 1 } else { high = middle }
    }
    guard low < texts.count else { return false }
    return texts[low].equals(text)
  }
}
