internal import ProcessEvents
internal import Yams

/// Reads YAML nodes and gathers what is wrong with them, so that all mistakes are told at once.
struct ConfigurationReader {
  private(set) var mistakes: [ConfigurationMistake] = []
  private let lines: [Substring]

  init(_ text: String) {
    lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
  }

  mutating func report(_ message: String, at node: Node, excerpt: String? = nil) {
    report(message, at: TextPlace(node.mark), excerpt: excerpt)
  }

  mutating func report(_ message: String, at place: TextPlace, excerpt: String? = nil) {
    mistakes.append(
      ConfigurationMistake(
        line: place.line, column: place.column, message: message, excerpt: excerpt))
  }

  /// The values of a mapping's keys; what is there without a value counts as absent.
  ///
  /// - Parameter owner: what the mapping is, for a message.
  mutating func values(
    of node: Node, keys: [String], in owner: String
  ) -> [String: Node] {
    guard case .mapping(let mapping) = node else {
      report("\(owner) is a mapping of keys and values", at: node)
      return [:]
    }
    var values: [String: Node] = [:]
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        report("a key is a single word", at: key)
        continue
      }
      let name = scalar.string
      if !keys.contains(name) {
        report(unknown(name, among: keys, "key", in: owner), at: key)
      } else if !value.isAbsent {
        values[name] = value
      }
    }
    return values
  }

  /// What to say of a word that is none of those that may stand here.
  func unknown(_ word: String, among words: [String], _ kind: String, in owner: String) -> String {
    if let nearest = NearestWord.find(word, among: words) {
      return "unknown \(kind) \"\(word)\" in \(owner); did you mean \"\(nearest)\"?"
    }
    return "unknown \(kind) \"\(word)\" in \(owner); there are \(words.joined(separator: ", "))"
  }

  mutating func list(_ node: Node, _ what: String) -> [Node]? {
    guard case .sequence(let sequence) = node else {
      report("\(what) is a list", at: node)
      return nil
    }
    return Array(sequence)
  }

  mutating func text(_ node: Node, _ what: String) -> String? {
    guard case .scalar(let scalar) = node else {
      report("\(what) is a single value", at: node)
      return nil
    }
    guard !scalar.string.utf8.contains(0) else {
      report("\(what) contains a NUL", at: node)
      return nil
    }
    return scalar.string
  }

  mutating func path(_ node: Node, _ what: String) -> String? {
    guard let text = text(node, what) else { return nil }
    guard text.hasPrefix("/"), !text.split(separator: "/").contains("..") else {
      report("\(what) is an absolute path without \"..\"", at: node)
      return nil
    }
    return text
  }

  /// One of the words that a type knows.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ node: Node, _ what: String
  ) -> Word? where Word.RawValue == String {
    guard let text = text(node, what) else { return nil }
    if let word = Word(rawValue: text) { return word }
    report(unknown(text, among: Word.allCases.map(\.rawValue), "word", in: what), at: node)
    return nil
  }

  mutating func truth(_ node: Node, _ what: String) -> Bool? {
    guard let text = text(node, what) else { return nil }
    switch text {
    case "true": return true
    case "false": return false
    default:
      report("\(what) is true or false", at: node)
      return nil
    }
  }

  /// The name of a user or group, as passwd(5) and group(5) can have it.
  mutating func account(_ node: Node, _ what: String, _ kind: String) -> String? {
    guard let name = text(node, what) else { return nil }
    guard !name.isEmpty, !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x3A }) else {
      report("\(what) is the name of a \(kind)", at: node)
      return nil
    }
    return name
  }

  mutating func number(_ node: Node, _ what: String, in range: ClosedRange<Int>) -> Int? {
    guard let text = text(node, what) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      report("\(what) is a number from \(range.lowerBound) to \(range.upperBound)", at: node)
      return nil
    }
    return number
  }

  mutating func duration(
    _ node: Node, _ what: String, atLeast least: UInt64 = 1
  ) -> UInt64? {
    guard let text = text(node, what) else { return nil }
    guard let value = ConfigurationQuantity.milliseconds(text) else {
      report(
        "\(what) is a duration with its unit (ms, s, m, h, d), such as 30s or 1h30m", at: node)
      return nil
    }
    // A year is longer than anything here can sensibly last, and safe to calculate with.
    guard (least...31_536_000_000).contains(value) else {
      report("\(what) is from \(least)ms to 365d", at: node)
      return nil
    }
    return value
  }

  mutating func size(_ node: Node, _ what: String, in range: ClosedRange<UInt64>) -> UInt64? {
    guard let text = text(node, what) else { return nil }
    guard let value = ConfigurationQuantity.bytes(text), range.contains(value) else {
      report(
        "\(what) is a size from \(range.lowerBound) to \(range.upperBound) bytes, such as 64MiB",
        at: node)
      return nil
    }
    return value
  }

  /// A filter; where it is none, its own message with the place in it.
  mutating func filter(_ node: Node, _ what: String) -> Filter? {
    guard let source = text(node, what) else { return nil }
    do throws(Filter.SyntaxError) {
      return try Filter(parsing: source)
    } catch {
      let rendered = error.rendered(source)
      let excerpt = rendered.split(separator: "\n", maxSplits: 1).last.map(String.init)
      report(
        "\(what): \(error)", at: place(of: error, in: source, at: TextPlace(node.mark)),
        excerpt: excerpt)
      return nil
    }
  }

  /// Where a filter's fault is in the file: exactly where its line stands there as it is, else where it begins.
  private func place(of error: Filter.SyntaxError, in source: String, at start: TextPlace)
    -> TextPlace
  {
    let parts = source.split(separator: "\n", omittingEmptySubsequences: false)
    guard error.line <= parts.count else { return start }
    let part = parts[error.line - 1]
    let lead = part.prefix(error.columns.lowerBound - 1).unicodeScalars.count
    // In a block of text the first line follows the one with the indicator.
    for number in [start.line + error.line - 1, start.line + error.line]
    where lines.indices.contains(number - 1) {
      let line = lines[number - 1]
      let offset = number == start.line ? start.column - 1 : 0
      let tail = line.unicodeScalars.dropFirst(offset)
      guard let found = Substring(tail).firstRange(of: part), !part.isEmpty else { continue }
      let before = line.unicodeScalars.distance(
        from: line.unicodeScalars.startIndex, to: found.lowerBound)
      return TextPlace(line: number, column: before + lead + 1)
    }
    return start
  }

  /// The mistakes by their places.
  var sortedMistakes: [ConfigurationMistake] {
    mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }
}

extension Node {
  /// Whether nothing, `~` or `null` stands there.
  var isAbsent: Bool {
    guard case .scalar(let scalar) = self else { return false }
    let isPlain = scalar.style == .plain || scalar.style == .any
    return isPlain && ["", "~", "null"].contains(scalar.string)
  }
}

/// A place in the file.
struct TextPlace {
  /// From 1.
  var line: Int
  /// From 1, in Unicode scalars.
  var column: Int

  init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// - Parameter mark: nil is the beginning.
  init(_ mark: Mark?) { self.init(line: mark?.line ?? 1, column: mark?.column ?? 1) }
}
