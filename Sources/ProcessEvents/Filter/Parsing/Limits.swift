extension Filter {
  /// What a filter's text may be at most, so that no text makes the parser, or what is made of it,
  /// run out of stack, memory or time.
  public struct Limits: Hashable, Sendable {
    /// Bytes of the whole text.
    public var length = 1 << 20
    /// How deep parentheses and `not` may be nested.
    public var depth = 200
    /// Events, flags and comparisons.
    public var terms = 4096
    /// Values in all lists together.
    public var values = 100_000
    /// Bytes of one text or pattern, its quotes and escapes counted.
    public var textLength = 4096

    /// The standard limits, to be changed one by one.
    public init() {}

    /// A megabyte of text, which holds a list of 100,000 process ids.
    public static let standard = Limits()
  }
}
