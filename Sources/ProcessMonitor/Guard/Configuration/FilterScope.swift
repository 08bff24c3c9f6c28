internal import ProcessEvents

/// What a guard's filters may ask: `match` judges a living process, `on` its end.
enum FilterScope {
  case match
  case on

  /// The words of a filter that never apply here, each once, in their order.
  func strangers(in filter: Filter) -> [String] {
    var words: [String] = []
    collect(filter, into: &words)
    return words
  }

  private func collect(_ filter: Filter, into words: inout [String]) {
    let word: String?
    switch filter.node {
    case .and(let terms), .or(let terms):
      for term in terms { collect(term, into: &words) }
      return
    case .not(let term):
      collect(term, into: &words)
      return
    case .all: word = nil
    case .event(let event): word = self == .on && event == .exit ? nil : event.rawValue
    case .flag(let flag): word = self == .on && flag != .thread ? nil : flag.rawValue
    case .number(let field, _): word = admits(field) ? nil : field.rawValue
    case .text(let field, _): word = self == .match && field != .comm ? nil : field.rawValue
    case .ancestor: word = self == .match ? nil : "ancestor"
    @unknown default: word = nil
    }
    if let word, !words.contains(word) { words.append(word) }
  }

  private func admits(_ field: Filter.NumberField) -> Bool {
    switch (self, field) {
    case (.match, .pid), (.match, .ppid), (.match, .uid): true
    case (.on, .pid), (.on, .ppid), (.on, .code), (.on, .signal), (.on, .status), (.on, .cpu): true
    default: false
    }
  }

  /// What is said of a word that does not apply.
  func message(about word: String) -> String {
    switch self {
    case .match:
      "\"match\" judges a living process, of which \"\(word)\" says nothing; how it ends belongs into \"on\""
    case .on:
      "\"on\" judges how a process ends, of which \"\(word)\" says nothing; what it is belongs into \"match\""
    }
  }
}
