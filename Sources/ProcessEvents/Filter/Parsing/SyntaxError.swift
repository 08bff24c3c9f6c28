extension Filter {
  /// Why and where a text is no filter.
  public struct SyntaxError: Error, Hashable, Sendable {
    /// What is wrong.
    public var reason: Reason
    /// Words that were perhaps meant, the likeliest first.
    public var suggestions: [String]
    /// What is at fault, as bytes of the text; empty where it is the end.
    public var bytes: Range<Int>
    /// The line in which that begins, from 1.
    public var line: Int
    /// What is at fault, as characters of that line from 1; empty where it is the end.
    public var columns: Range<Int>
  }
}

extension Filter.SyntaxError {
  /// What is wrong with a text.
  @nonexhaustive
  public enum Reason: Hashable, Sendable {
    /// The text is longer than ``Filter/Limits/length``.
    case tooLong(limit: Int)
    /// Parentheses or `not` are nested deeper than ``Filter/Limits/depth``.
    case tooDeep(limit: Int)
    /// There are more terms than ``Filter/Limits/terms``.
    case tooManyTerms(limit: Int)
    /// There are more values in lists than ``Filter/Limits/values``.
    case tooManyValues(limit: Int)
    /// A text is longer than ``Filter/Limits/textLength``.
    case textTooLong(limit: Int)
    /// No word, number, text or operator begins with this.
    case unexpectedCharacter(String)
    /// A text has no closing quote on its line.
    case unclosedText
    /// A backslash in a text is followed by none of `\`, `"`, `'`, `n`, `t`, `xNN`.
    case badEscape
    /// Digits and letters that are no number.
    case malformedNumber(String)
    /// A number is negative or more than 32 bits hold.
    case numberOutOfRange
    /// The first number of a range is greater than the second.
    case reversedRange(from: UInt32, to: UInt32)
    /// No word of the language.
    case unknownWord(String)
    /// No name of a signal.
    case unknownSignal(String)
    /// A word of the language stands where a text should.
    case needsQuotes(String)
    /// A pattern is compared by another operator than `~`.
    case needsPatternOperator
    /// An event or a flag is compared with something.
    case noValue(word: String)
    /// Texts and events cannot be less or greater.
    case noOrder(field: String)
    /// Only texts can be compared with a pattern.
    case noPattern(field: String)
    /// Something else was expected.
    ///
    /// - Parameter found: the text that is there; nil at the end.
    case unexpected(found: String?, expected: Expectation)
  }

  /// What may stand at a place.
  @nonexhaustive
  public enum Expectation: Hashable, Sendable {
    /// An event, a field, a flag, `not` or `(`.
    case term
    /// `and`, `or` or the end.
    case connective
    /// `and`, `or` or `)`.
    case closingParenthesis
    /// A comparison such as `==` or `in`.
    case comparison
    /// `(`, at the beginning of a list.
    case openingParenthesis
    /// `,` or `)`, in a list.
    case commaOrEnd
    /// `in`, after `not`.
    case membership
    /// A number.
    case number
    /// A signal's name or number.
    case signal
    /// A text in quotes.
    case text
    /// An event.
    case event
  }
}

extension Filter.SyntaxError: CustomStringConvertible {
  /// What is wrong and what was perhaps meant, in one line, without the place.
  public var description: String {
    guard let first = suggestions.first else { return reason.description }
    let others = suggestions.dropFirst().map { " or \"\($0)\"" }.joined()
    return "\(reason); did you mean \"\(first)\"\(others)?"
  }
}

extension Filter.SyntaxError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let limit): "the filter is longer than \(limit) bytes"
    case .tooDeep(let limit): "parentheses or \"not\" are nested deeper than \(limit)"
    case .tooManyTerms(let limit): "the filter has more than \(limit) terms"
    case .tooManyValues(let limit): "the filter's lists have more than \(limit) values"
    case .textTooLong(let limit): "the text is longer than \(limit) bytes"
    case .unexpectedCharacter(let character): "unexpected \"\(character)\""
    case .unclosedText: "the text has no closing quote"
    case .badEscape: #"after a backslash come \, ", ', n, t or xNN"#
    case .malformedNumber(let text): "\"\(text)\" is no number"
    case .numberOutOfRange: "numbers are from 0 to 4294967295"
    case .reversedRange: "the range's first number is greater than its last"
    case .unknownWord(let word): "unknown word \"\(word)\""
    case .unknownSignal(let word): "unknown signal \"\(word)\""
    case .needsQuotes(let word): "\"\(word)\" is a word of the language; as a text it needs quotes"
    case .needsPatternOperator: "a pattern is compared with \"~\"; as a text it needs quotes"
    case .noValue(let word): "\"\(word)\" has no value to compare"
    case .noOrder(let field): "\"\(field)\" has no order"
    case .noPattern(let field): "\"\(field)\" is no text, so it matches no pattern"
    case .unexpected(let found?, let expected): "expected \(expected), found \"\(found)\""
    case .unexpected(nil, let expected): "expected \(expected), found the end"
    }
  }
}

extension Filter.SyntaxError.Expectation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .term: "an event, a field, a flag, \"not\" or \"(\""
    case .connective: "\"and\", \"or\" or the end"
    case .closingParenthesis: "\"and\", \"or\" or \")\""
    case .comparison: "a comparison such as \"==\" or \"in\""
    case .openingParenthesis: "\"(\""
    case .commaOrEnd: "\",\" or \")\""
    case .membership: "\"in\""
    case .number: "a number"
    case .signal: "a signal's name or number"
    case .text: "a text in quotes"
    case .event: "an event"
    }
  }
}
