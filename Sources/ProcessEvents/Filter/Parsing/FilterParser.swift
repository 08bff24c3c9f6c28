/// Reads a filter by recursive descent; the depth is bounded before the stack is.
struct FilterParser {
  var lexer: Lexer
  var token: Token
  let limits: Filter.Limits

  private var depth = 0
  private var termCount = 0
  private var valueCount = 0

  init(_ source: SourceText, limits: Filter.Limits) {
    lexer = Lexer(source, limits: limits)
    token = Token(kind: .end, bytes: 0..<0)
    self.limits = limits
  }

  mutating func parse() throws(Filter.SyntaxError) -> Filter {
    try advance()
    if token.kind == .end { return .all }
    let filter = try parseOr()
    guard token.kind == .end else { throw unexpected(.connective) }
    return filter
  }

  private mutating func parseOr() throws(Filter.SyntaxError) -> Filter {
    var terms = [try parseAnd()]
    while isWord("or") {
      try advance()
      terms.append(try parseAnd())
    }
    return .or(terms)
  }

  private mutating func parseAnd() throws(Filter.SyntaxError) -> Filter {
    var terms = [try parseUnary()]
    while isWord("and") {
      try advance()
      terms.append(try parseUnary())
    }
    return .and(terms)
  }

  private mutating func parseUnary() throws(Filter.SyntaxError) -> Filter {
    let outerDepth = depth
    defer { depth = outerDepth }
    var negations = 0
    while isWord("not") {
      try deepen(by: 1)
      negations += 1
      try advance()
    }
    var filter: Filter
    switch token.kind {
    case .open:
      try deepen(by: 1)
      try advance()
      filter = try parseOr()
      guard token.kind == .close else { throw unexpected(.closingParenthesis) }
      try advance()
    case .word: filter = try parseTerm()
    default: throw unexpected(.term)
    }
    for _ in 0..<negations { filter = .not(filter) }
    return filter
  }
}

extension FilterParser {
  mutating func advance(_ context: Token.Context = .anything) throws(Filter.SyntaxError) {
    token = try lexer.next(context)
  }

  /// The text of the token at hand.
  var text: String { lexer.source.text(token.bytes) }

  func isWord(_ word: StaticString) -> Bool {
    guard token.kind == .word, token.bytes.count == word.utf8CodeUnitCount else { return false }
    return text == "\(word)"
  }

  /// Counts nesting, also that which only the canonical text of a term has.
  mutating func deepen(by levels: Int) throws(Filter.SyntaxError) {
    guard depth + levels <= limits.depth else { throw error(.tooDeep(limit: limits.depth)) }
    depth += levels
  }

  mutating func countTerm() throws(Filter.SyntaxError) {
    termCount += 1
    guard termCount <= limits.terms else { throw error(.tooManyTerms(limit: limits.terms)) }
  }

  mutating func countValue() throws(Filter.SyntaxError) {
    valueCount += 1
    guard valueCount <= limits.values else { throw error(.tooManyValues(limit: limits.values)) }
  }

  /// An error at the token at hand.
  func error(
    _ reason: Filter.SyntaxError.Reason, suggestions: [String] = []
  ) -> Filter.SyntaxError {
    lexer.source.error(reason, at: token.bytes, suggestions: suggestions)
  }

  func unexpected(
    _ expected: Filter.SyntaxError.Expectation, suggestions: [String] = []
  ) -> Filter.SyntaxError {
    let found = token.kind == .end ? nil : lexer.source.excerpt(token.bytes)
    var suggestions = suggestions
    let connects = expected == .connective || expected == .closingParenthesis
    if connects, suggestions.isEmpty, token.kind == .word {
      suggestions = Words.connectives(like: text)
    }
    return error(.unexpected(found: found, expected: expected), suggestions: suggestions)
  }
}
