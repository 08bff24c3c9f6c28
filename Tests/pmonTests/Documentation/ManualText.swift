/// Text in the language of mdoc(7).
enum ManualText {
  /// Characters as they are, where roff would make typography or commands of them.
  static func escaped(_ text: some StringProtocol, isLiteral: Bool = false) -> String {
    var result = ""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "-" where isLiteral || " -'(".unicodeScalars.contains(previous): result += "\\-"
      case "." where isLiteral && result.isEmpty: result += "\\&."
      case "\0"..<"\u{7F}": result.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
      previous = scalar
    }
    return result
  }

  /// A paragraph, filled by the reader's terminal; each sentence begins a line.
  static func filled(_ text: some StringProtocol) -> String {
    var lines: [String] = []
    var line = ""
    for word in escaped(text).split(whereSeparator: \.isWhitespace) {
      if line.count + 1 + word.count > 78, !line.isEmpty {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? beginning(word) : " " + word
      if word.count > 1, [".", "!", "?"].contains(word.last) {
        lines.append(line)
        line = ""
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A word that is not a command though it begins a line.
  private static func beginning(_ word: Substring) -> String {
    (word.first == "." ? "\\&" : "") + word
  }

  /// Lines that stay as they are, indented.
  static func literal(_ lines: [some StringProtocol]) -> String {
    ".Bd -literal -offset indent\n"
      + lines.map { escaped($0, isLiteral: true) + "\n" }.joined() + ".Ed\n"
  }

  /// A paragraph of help: text, and lines that stay as they are where they are indented.
  static func paragraph(_ text: some StringProtocol) -> String {
    let lines = text.split(separator: "\n")
    let plain = lines.filter { !$0.hasPrefix("  ") }
    let indented = lines.filter { $0.hasPrefix("  ") }.map { $0.dropFirst(2) }
    return (plain.isEmpty ? "" : filled(plain.joined(separator: " ")))
      + (indented.isEmpty ? "" : literal(indented))
  }
}
