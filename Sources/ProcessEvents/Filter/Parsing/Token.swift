/// The smallest part of a filter's text that means something.
struct Token {
  var kind: Kind
  /// Where it stands in the text, in bytes.
  var bytes: Range<Int>

  enum Kind: Equatable {
    case word
    case number(UInt32)
    /// A text in quotes.
    case text(Filter.Text)
    /// A text without quotes, where one may stand.
    case bareText
    case comparison(Comparison)
    case like
    case notLike
    case open
    case close
    case comma
    case dots
    case end
  }

  enum Comparison {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  }

  /// What may come next, where that makes a difference.
  enum Context { case anything, text }
}
