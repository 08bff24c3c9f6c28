extension Filter {
  /// A pattern for texts: `*`, `?` and `[…]` as in a shell, where `*` also matches `/`.
  ///
  /// `*` stands for any text, also none; `?` for one character; `[a-z_]` for one of these, and `[!a-z]`
  /// or `[^a-z]` for one that is none of these; a backslash takes away the meaning of what follows, and
  /// so does `[*]`. A `[` without a `]` and a backslash at the end mean themselves. The whole text has
  /// to match. Bytes that are not UTF-8 count as a character each.
  ///
  /// Time is bounded by the product of both lengths; no pattern makes it worse.
  public struct Glob: Sendable {
    /// The pattern's text.
    public let pattern: Text

    let program: GlobProgram

    /// Makes a pattern of a text; every text is one.
    public init(_ pattern: Text) {
      self.pattern = pattern
      program = GlobProgram(pattern.bytes.span)
    }
  }
}

extension Filter.Glob {
  /// Whether the pattern matches the whole text.
  public func matches(_ text: Span<UInt8>) -> Bool {
    program.matches(text, elements: 0..<program.elements.count)
  }
}

extension Filter.Glob: Hashable {
  public static func == (left: Filter.Glob, right: Filter.Glob) -> Bool {
    left.pattern == right.pattern
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(pattern) }
}
