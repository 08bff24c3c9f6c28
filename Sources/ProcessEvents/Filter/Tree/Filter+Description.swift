extension Filter: CustomStringConvertible {
  /// The canonical text, with no more parentheses than needed.
  ///
  /// Parsed again, it gives an equal filter, as long as it keeps the parser's ``Limits``.
  public var description: String {
    var text = ""
    write(into: &text, within: .or)
    return text
  }

  /// How tightly a part of the tree holds together.
  private enum Binding: Int { case or, and, not }

  private func write(into text: inout String, within binding: Binding) {
    switch node {
    case .all: text += "all"
    case .and(let terms): Filter.write(terms, " and ", .and, into: &text, within: binding)
    case .or(let terms): Filter.write(terms, " or ", .or, into: &text, within: binding)
    case .not(let term):
      text += "not "
      term.write(into: &text, within: .not)
    case .event(let event): text += event.rawValue
    case .flag(let flag): text += flag.rawValue
    case .number(let field, let test): field.write(test, into: &text)
    case .text(let field, let test): field.write(test, into: &text)
    case .ancestor(let processes):
      if let process = processes.onlyNumber {
        text += "ancestor == \(process)"
      } else {
        text += "ancestor in "
        processes.write(into: &text, asSignals: false)
      }
    }
  }

  private static func write(
    _ terms: [Filter], _ separator: String, _ own: Binding, into text: inout String,
    within outer: Binding
  ) {
    let needsParentheses = outer.rawValue > own.rawValue
    if needsParentheses { text += "(" }
    for (index, term) in terms.enumerated() {
      if index > 0 { text += separator }
      term.write(into: &text, within: own)
    }
    if needsParentheses { text += ")" }
  }
}

extension Filter.NumberField {
  fileprivate func write(_ test: Filter.NumberTest, into text: inout String) {
    text += rawValue
    switch test {
    case .equal(let number): text += " == " + value(number)
    case .notEqual(let number): text += " != " + value(number)
    case .less(let number): text += " < \(number)"
    case .lessOrEqual(let number): text += " <= \(number)"
    case .greater(let number): text += " > \(number)"
    case .greaterOrEqual(let number): text += " >= \(number)"
    case .memberOf(let set):
      text += " in "
      set.write(into: &text, asSignals: self == .signal)
    case .notMemberOf(let set):
      text += " not in "
      set.write(into: &text, asSignals: self == .signal)
    }
  }

  private func value(_ number: UInt32) -> String {
    self == .signal ? Signal.text(of: number) : String(number)
  }
}

extension Filter.NumberSet {
  fileprivate func write(into text: inout String, asSignals: Bool) {
    // Signals that happen to be neighbours are a list, whereas `1..31` is meant as numbers.
    let longestList = asSignals ? 8 : 2
    text += "("
    for (index, range) in ranges.enumerated() {
      if index > 0 { text += ", " }
      if range.count <= longestList {
        text += range.map { asSignals ? Signal.text(of: $0) : String($0) }.joined(separator: ", ")
      } else {
        text += "\(range.lowerBound)..\(range.upperBound)"
      }
    }
    text += ")"
  }
}

extension Filter.TextField {
  fileprivate func write(_ test: Filter.TextTest, into text: inout String) {
    text += rawValue
    switch test {
    case .equal(let value): text += " == \(value)"
    case .notEqual(let value): text += " != \(value)"
    case .like(let glob): text += " ~ \(glob.pattern)"
    case .notLike(let glob): text += " !~ \(glob.pattern)"
    case .memberOf(let set): text += " in \(set)"
    case .notMemberOf(let set): text += " not in \(set)"
    }
  }
}

extension Filter.TextSet: CustomStringConvertible {
  /// The texts in quotes and parentheses, as the language has it.
  public var description: String { "(" + texts.map(\.description).joined(separator: ", ") + ")" }
}

extension Signal {
  /// A signal's name where it has one, else its number: what the language takes.
  fileprivate static func text(of number: UInt32) -> String {
    Int32(exactly: number).map { Signal(rawValue: $0).name } ?? String(number)
  }
}
