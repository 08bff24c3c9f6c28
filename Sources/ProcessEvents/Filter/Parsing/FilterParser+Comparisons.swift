extension FilterParser {
  /// What follows a field.
  enum Operator {
    case comparison(Token.Comparison)
    case pattern(isNegated: Bool)
    case membership(isNegated: Bool)
  }

  /// What a field can be compared with.
  enum Comparability { case numbers, texts, identities }

  /// Reads the operator that follows a field; one that the field cannot have is an error.
  mutating func parseOperator(
    of field: String, _ comparability: Comparability
  ) throws(Filter.SyntaxError) -> Operator {
    let context = comparability == .texts ? Token.Context.text : .anything
    switch token.kind {
    case .comparison(let comparison):
      guard comparability == .numbers || comparison == .equal || comparison == .notEqual else {
        throw error(.noOrder(field: field))
      }
      try advance(context)
      return .comparison(comparison)
    case .like, .notLike:
      guard comparability == .texts else { throw error(.noPattern(field: field)) }
      let isNegated = token.kind == .notLike
      try advance(context)
      return .pattern(isNegated: isNegated)
    default: break
    }
    let isNegated = isWord("not")
    if isNegated { try advance() }
    guard isWord("in") else { throw unexpected(isNegated ? .membership : .comparison) }
    try advance()
    return .membership(isNegated: isNegated)
  }

  /// Reads values in parentheses, of which there may be none.
  mutating func parseList(
    _ context: Token.Context = .anything,
    _ parseValue: (inout FilterParser) throws(Filter.SyntaxError) -> Void
  ) throws(Filter.SyntaxError) {
    guard token.kind == .open else { throw unexpected(.openingParenthesis) }
    try advance(context)
    if token.kind != .close {
      while true {
        try countValue()
        try parseValue(&self)
        guard token.kind == .comma else { break }
        try advance(context)
      }
    }
    guard token.kind == .close else { throw unexpected(.commaOrEnd) }
    try advance()
  }
}

extension FilterParser {
  mutating func parseNumberTest(
    of field: Filter.NumberField
  ) throws(Filter.SyntaxError) -> Filter {
    switch try parseOperator(of: field.rawValue, .numbers) {
    case .comparison(let comparison):
      let number = try parseNumber(of: field)
      if token.kind == .dots { throw unexpected(.connective, suggestions: ["in (…)"]) }
      switch comparison {
      case .equal: return .number(field, .equal(number))
      case .notEqual: return .number(field, .notEqual(number))
      case .less: return .number(field, .less(number))
      case .lessOrEqual: return .number(field, .lessOrEqual(number))
      case .greater: return .number(field, .greater(number))
      case .greaterOrEqual: return .number(field, .greaterOrEqual(number))
      }
    case .membership(let isNegated):
      let numbers = try parseNumbers(of: field)
      return .number(field, isNegated ? .notMemberOf(numbers) : .memberOf(numbers))
    case .pattern: throw unexpected(.comparison)
    }
  }

  mutating func parseNumbers(
    of field: Filter.NumberField?
  ) throws(Filter.SyntaxError) -> Filter.NumberSet {
    var ranges: [ClosedRange<UInt32>] = []
    try parseList { parser throws(Filter.SyntaxError) in
      let start = parser.token.bytes.lowerBound
      let lower = try parser.parseNumber(of: field)
      guard parser.token.kind == .dots else {
        ranges.append(lower...lower)
        return
      }
      try parser.advance()
      let end = parser.token.bytes.upperBound
      let upper = try parser.parseNumber(of: field)
      guard lower <= upper else {
        throw parser.lexer.source.error(
          .reversedRange(from: lower, to: upper), at: start..<end,
          suggestions: ["\(upper)..\(lower)"])
      }
      ranges.append(lower...upper)
    }
    return Filter.NumberSet(ranges)
  }

  /// Reads a number, or where the field is `signal`, a signal's name.
  mutating func parseNumber(
    of field: Filter.NumberField?
  ) throws(Filter.SyntaxError) -> UInt32 {
    switch token.kind {
    case .number(let number):
      try advance()
      return number
    case .word where field == .signal:
      guard token.bytes.count <= Words.longest, let signal = Signal(name: text) else {
        throw error(
          .unknownSignal(lexer.source.excerpt(token.bytes)), suggestions: Words.signals(like: text))
      }
      try advance()
      return UInt32(bitPattern: signal.rawValue)
    case .word where field == .uid: throw unexpected(.number, suggestions: ["user"])
    default: throw unexpected(field == .signal ? .signal : .number)
    }
  }
}

extension FilterParser {
  mutating func parseTextTest(of field: Filter.TextField) throws(Filter.SyntaxError) -> Filter {
    switch try parseOperator(of: field.rawValue, .texts) {
    case .comparison(let comparison):
      let value = try parseText(of: field)
      return .text(field, comparison == .equal ? .equal(value) : .notEqual(value))
    case .pattern(let isNegated):
      let glob = Filter.Glob(try parseText(of: field, isPattern: true))
      return .text(field, isNegated ? .notLike(glob) : .like(glob))
    case .membership(let isNegated):
      var texts: [Filter.Text] = []
      try parseList(.text) { parser throws(Filter.SyntaxError) in
        texts.append(try parser.parseText(of: field))
      }
      let set = Filter.TextSet(texts)
      return .text(field, isNegated ? .notMemberOf(set) : .memberOf(set))
    }
  }

  private mutating func parseText(
    of field: Filter.TextField, isPattern: Bool = false
  ) throws(Filter.SyntaxError) -> Filter.Text {
    let value: Filter.Text
    switch token.kind {
    case .text(let quoted): value = quoted
    case .bareText:
      let bytes = lexer.source.bytes[token.bytes]
      guard bytes.count <= limits.textLength else {
        throw error(.textTooLong(limit: limits.textLength))
      }
      guard isPattern || !bytes.contains(where: { "*?[]".utf8.contains($0) }) else {
        throw error(.needsPatternOperator)
      }
      guard bytes.count > Words.longest || !Words.reserved.contains(text) else {
        throw error(.needsQuotes(text))
      }
      value = Filter.Text(bytes: Array(bytes))
    case .number: throw unexpected(.text, suggestions: field == .user ? ["uid"] : [])
    default: throw unexpected(.text)
    }
    try advance()
    return value
  }
}
