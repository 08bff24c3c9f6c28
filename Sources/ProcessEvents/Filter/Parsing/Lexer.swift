/// Takes a filter's text apart into tokens, one at a time.
struct Lexer {
  let source: SourceText
  private(set) var position = 0
  private let limits: Filter.Limits

  init(_ source: SourceText, limits: Filter.Limits) {
    self.source = source
    self.limits = limits
  }

  private var bytes: [UInt8] { source.bytes }

  mutating func next(_ context: Token.Context) throws(Filter.SyntaxError) -> Token {
    let endOfLast = position
    while let byte = peek, byte.isWhitespace { position += 1 }
    let start = position
    // What is missing at the end is missing behind the last token, not behind a line feed.
    guard let byte = peek else { return Token(kind: .end, bytes: endOfLast..<endOfLast) }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return try quotedText(byte)
    case _ where context == .text && byte.isBareText && !byte.isDigit:
      skip(\.isBareText)
      return Token(kind: .bareText, bytes: start..<position)
    case _ where byte.isDigit:
      return try number()
    case _ where byte.isWord:
      skip(\.isWord)
      skipRealTimeOffset(from: start)
      return Token(kind: .word, bytes: start..<position)
    default:
      return try symbol()
    }
  }

  /// Whether the next token is a certain word, without a step ahead.
  func isFollowed(by word: StaticString) -> Bool {
    var ahead = self
    guard let token = try? ahead.next(.anything), token.kind == .word else { return false }
    return source.text(token.bytes) == "\(word)"
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(_ isPart: (UInt8) -> Bool) {
    while let byte = peek, isPart(byte) { position += 1 }
  }

  /// `RTMIN+3` and its like are one word.
  private mutating func skipRealTimeOffset(from start: Int) {
    guard let sign = peek, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      ["RTMIN", "RTMAX", "SIGRTMIN", "SIGRTMAX"]
        .contains(source.text(start..<position).uppercased())
    else { return }
    position += 1
    skip(\.isDigit)
  }

  private mutating func number() throws(Filter.SyntaxError) -> Token {
    let start = position
    skip(\.isWord)
    var digits = bytes[start..<position]
    var radix = 10
    if digits.count > 2, digits.starts(with: "0x".utf8) || digits.starts(with: "0X".utf8) {
      digits = digits.dropFirst(2)
      radix = 16
    }
    let isNumber = digits.allSatisfy { byte in
      radix == 16 ? Character(Unicode.Scalar(byte)).isHexDigit : byte.isDigit
    }
    guard isNumber else {
      throw source.error(.malformedNumber(source.excerpt(start..<position)), at: start..<position)
    }
    guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: radix) else {
      throw source.error(.numberOutOfRange, at: start..<position)
    }
    return Token(kind: .number(value), bytes: start..<position)
  }

  private mutating func quotedText(_ quote: UInt8) throws(Filter.SyntaxError) -> Token {
    let start = position
    var text: [UInt8] = []
    position += 1
    while let byte = peek, byte != UInt8(ascii: "\n") {
      position += 1
      guard position - start <= limits.textLength else {
        throw source.error(.textTooLong(limit: limits.textLength), at: start..<position)
      }
      if byte == quote {
        return Token(kind: .text(Filter.Text(bytes: text)), bytes: start..<position)
      }
      text.append(byte == UInt8(ascii: "\\") ? try escape() : byte)
    }
    throw source.error(.unclosedText, at: start..<position)
  }

  /// Reads what follows a backslash.
  private mutating func escape() throws(Filter.SyntaxError) -> UInt8 {
    let start = position - 1
    defer { position += 1 }
    switch peek {
    case UInt8(ascii: "n"): return UInt8(ascii: "\n")
    case UInt8(ascii: "t"): return UInt8(ascii: "\t")
    case let byte? where "\\\"'".utf8.contains(byte): return byte
    case UInt8(ascii: "x"):
      let digits = bytes[(position + 1)...].prefix(2)
      guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else { break }
      position += 2
      return byte
    default: break
    }
    throw source.error(.badEscape, at: start..<min(position + 1, bytes.count))
  }

  private mutating func symbol() throws(Filter.SyntaxError) -> Token {
    let start = position
    for symbol in Lexer.symbols where bytes[start...].starts(with: symbol.spelling.utf8) {
      position += symbol.spelling.utf8.count
      return Token(kind: symbol.kind, bytes: start..<position)
    }
    for (spelling, meant) in Lexer.foreignSymbols
    where bytes[start...].starts(with: spelling.utf8) {
      let end = start + spelling.utf8.count
      throw source.error(.unexpectedCharacter(spelling), at: start..<end, suggestions: [meant])
    }
    let end = start + bytes.span.decodeScalar(at: start).width
    let isNegativeNumber =
      bytes[start] == UInt8(ascii: "-") && end < bytes.count && bytes[end].isDigit
    if isNegativeNumber {
      position = end
      skip(\.isDigit)
      throw source.error(.numberOutOfRange, at: start..<position)
    }
    throw source.error(.unexpectedCharacter(source.excerpt(start..<end)), at: start..<end)
  }

  /// Longer ones first.
  private static let symbols: [(spelling: String, kind: Token.Kind)] = [
    ("==", .comparison(.equal)), ("!=", .comparison(.notEqual)), ("!~", .notLike),
    ("<=", .comparison(.lessOrEqual)), (">=", .comparison(.greaterOrEqual)), ("..", .dots),
    ("<", .comparison(.less)), (">", .comparison(.greater)), ("~", .like),
    ("(", .open), (")", .close), (",", .comma),
  ]

  /// What other languages say for it.
  private static let foreignSymbols: [(spelling: String, meant: String)] = [
    ("&&", "and"), ("&", "and"), ("||", "or"), ("|", "or"), ("=~", "~"), ("=", "=="),
    ("!", "not"), (".", ".."),
  ]
}

extension UInt8 {
  var isWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

  var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  var isWord: Bool {
    isDigit || self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
  }

  /// Whether a text without quotes may hold it: what paths, names and patterns are made of.
  var isBareText: Bool { isWord || "-./:@%+*?[]".utf8.contains(self) || self >= 0x80 }
}
