extension FilterParser {
  /// Reads a term that begins with the word at hand.
  mutating func parseTerm() throws(Filter.SyntaxError) -> Filter {
    try countTerm()
    let wordToken = token
    let word = token.bytes.count <= Words.longest ? text : ""
    if ["and", "or", "in"].contains(word) { throw unexpected(.term) }
    guard Words.reserved.contains(word) else {
      throw error(
        .unknownWord(lexer.source.excerpt(token.bytes)), suggestions: Words.nearest(to: text))
    }
    try advance()

    let event = Filter.Event(rawValue: word)
    // `uid` and `comm` are events by themselves, and fields where a comparison follows.
    let isCompared = isComparison
    if let field = Filter.NumberField(rawValue: word), isCompared || event == nil {
      return try parseNumberTest(of: field)
    }
    if let field = Filter.TextField(rawValue: word), isCompared || event == nil {
      return try parseTextTest(of: field)
    }
    switch word {
    case "all": return .all
    case "event": return try parseEventTest()
    case "ancestor": return try parseAncestorTest()
    default: break
    }
    let flag = Filter.Flag(rawValue: word).map { Filter.flag($0) }
    guard let filter = event.map({ .event($0) }) ?? flag, !isCompared else {
      token = wordToken
      throw error(.noValue(word: word), suggestions: Words.fields(of: word))
    }
    return filter
  }

  /// Whether the token at hand compares what came before it with something.
  private var isComparison: Bool {
    switch token.kind {
    case .comparison, .like, .notLike: true
    case .word: isWord("in") || isWord("not") && lexer.isFollowed(by: "in")
    default: false
    }
  }

  private mutating func parseEventTest() throws(Filter.SyntaxError) -> Filter {
    switch try parseOperator(of: "event", .identities) {
    case .comparison(.equal): return .event(try parseEvent())
    case .comparison(.notEqual):
      try deepen(by: 1)
      return .not(.event(try parseEvent()))
    case .membership(let isNegated):
      try deepen(by: isNegated ? 2 : 1)
      var events: [Filter] = []
      try parseList { parser throws(Filter.SyntaxError) in
        try parser.countTerm()
        events.append(.event(try parser.parseEvent()))
      }
      return isNegated ? .not(.or(events)) : .or(events)
    case .comparison, .pattern: throw unexpected(.comparison)
    }
  }

  private mutating func parseEvent() throws(Filter.SyntaxError) -> Filter.Event {
    guard token.kind == .word, let event = Filter.Event(rawValue: text) else {
      throw unexpected(.event, suggestions: token.kind == .word ? Words.events(like: text) : [])
    }
    try advance()
    return event
  }

  private mutating func parseAncestorTest() throws(Filter.SyntaxError) -> Filter {
    switch try parseOperator(of: "ancestor", .identities) {
    case .comparison(.equal):
      return .ancestor(in: Filter.NumberSet([try parseNumber(of: nil)]))
    case .comparison(.notEqual):
      try deepen(by: 1)
      return .not(.ancestor(in: Filter.NumberSet([try parseNumber(of: nil)])))
    case .membership(let isNegated):
      if isNegated { try deepen(by: 1) }
      let processes = Filter.ancestor(in: try parseNumbers(of: nil))
      return isNegated ? .not(processes) : processes
    case .comparison, .pattern: throw unexpected(.comparison)
    }
  }
}
