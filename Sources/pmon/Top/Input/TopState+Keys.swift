extension TopState {
  /// What a key asks for beyond another state.
  enum Effect: Hashable {
    case none
    case quit
    /// Count from now on.
    case reset
    /// Draw everything, whatever the terminal shows.
    case redraw
  }

  /// Changes as a key wants it.
  mutating func press(_ key: Key) -> Effect {
    if key == .control("c") { return .quit }
    if key == .control("l") { return .redraw }
    if isSearching {
      search(key)
      return .none
    }
    if showsHelp {
      showsHelp = false
      return key == .character("q") ? .quit : .none
    }
    switch key {
    case .character(let character): return press(character)
    case .escape: search = ""
    case .tab, .right: moveFocus(by: 1)
    case .backTab, .left: moveFocus(by: -1)
    case .up: scroll(by: -1)
    case .down: scroll(by: 1)
    case .pageUp: scroll(by: -10)
    case .pageDown: scroll(by: 10)
    case .home: scroll[focus] = 0
    case .end: scroll(by: TopState.far)
    default: break
    }
    return .none
  }

  /// Rows beyond any list.
  private static let far = 1_000_000

  private mutating func press(_ character: Unicode.Scalar) -> Effect {
    switch character {
    case "q", "Q": return .quit
    case "r": return .reset
    case "f": measure = .forks
    case "e": measure = .execs
    case "d": measure = .deaths
    case "a": measure = .abnormal
    case "x": showsAllDeaths.toggle()
    case "p", " ": isPaused.toggle()
    case "?", "h": showsHelp = true
    case "/":
      isSearching = true
      search = ""
    case "k": scroll(by: -1)
    case "j": scroll(by: 1)
    case "+", "=": interval = TopState.intervals.last { $0 < interval } ?? interval
    case "-", "_": interval = TopState.intervals.first { $0 > interval } ?? interval
    default: break
    }
    return .none
  }

  private mutating func search(_ key: Key) {
    switch key {
    // A name has 15 bytes, of which a strange one can be shown as \xNN.
    case .character(let character) where search.unicodeScalars.count < 60:
      search.unicodeScalars.append(character)
    case .backspace:
      if search.isEmpty { isSearching = false } else { search.unicodeScalars.removeLast() }
    case .control("u"): search = ""
    case .enter: isSearching = false
    case .escape:
      search = ""
      isSearching = false
    default: break
    }
    scroll = [:]
  }

  /// Takes back what was scrolled beyond the end of a list.
  mutating func limitScroll(to limits: [Panel: Int]) {
    for (panel, limit) in limits { scroll[panel] = min(scroll[panel] ?? 0, limit) }
  }

  private mutating func moveFocus(by steps: Int) {
    let count = Panel.allCases.count
    focus = Panel.allCases[(focus.rawValue + steps + count) % count]
  }

  private mutating func scroll(by rows: Int) {
    scroll[focus] = min(max(0, (scroll[focus] ?? 0) + rows), TopState.far)
  }
}
