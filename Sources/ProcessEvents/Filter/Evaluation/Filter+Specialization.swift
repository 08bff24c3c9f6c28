extension Filter {
  /// The filter as it stands for events of one shape.
  ///
  /// For each such event it says the same as the whole filter, whatever the fields. What the shape alone
  /// decides is gone: event words, comparisons with fields that do not apply, numbers that a field
  /// cannot have. So what is left is ``all``, ``nothing``, or asks only for fields whose
  /// ``EventShape/source(of:)-(Filter.NumberField)`` is the event, the table or nowhere.
  public func specialized(for shape: EventShape) -> Filter {
    switch node {
    case .all: return .all
    case .and(let terms):
      var open: [Filter] = []
      for term in terms {
        let term = term.specialized(for: shape)
        if term.isNothing { return .nothing }
        if term != .all { open.append(term) }
      }
      return .and(open)
    case .or(let terms):
      var open: [Filter] = []
      for term in terms {
        let term = term.specialized(for: shape)
        if term == .all { return .all }
        if !term.isNothing { open.append(term) }
      }
      return .or(open)
    case .not(let term):
      let term = term.specialized(for: shape)
      if case .not(let inner) = term.node { return inner }
      return .not(term)
    case .event(let kind): return shape.event == kind ? .all : .nothing
    case .flag(let flag):
      switch (flag, shape) {
      case (.abnormal, .exitFailure), (.abnormal, .exitBySignal): return .all
      case (.core, .exitBySignal), (.thread, _): return self
      case (.abnormal, _), (.core, _): return .nothing
      }
    case .number(let field, let test):
      switch shape.source(of: field) {
      case .absent: return .nothing
      case .eventUnlessZero, .table, .nowhere: return self
      case .event:
        let (numbers, isInverted) = test.membership
        let possible = shape.possibleNumbers(of: field)
        if numbers.isDisjoint(from: possible) { return isInverted ? .all : .nothing }
        if numbers.covers(possible) { return isInverted ? .nothing : .all }
        return self
      }
    case .text(let field, let test):
      switch (shape.source(of: field), test) {
      case (.absent, _): return .nothing
      case (.event, .equal(let text)) where text.bytes.count > CommandName.maximumCount:
        return .nothing
      case (.event, .notEqual(let text)) where text.bytes.count > CommandName.maximumCount:
        return .all
      default: return self
      }
    case .ancestor: return self
    }
  }

  /// Whether this is ``nothing`` itself, and not just a filter that happens never to match.
  var isNothing: Bool {
    if case .not(let term) = node, case .all = term.node { return true }
    return false
  }

  /// The kinds of events of which some may make the filter true, as a listener would ask for them.
  ///
  /// Where of exits only abnormal ones may, it holds `nonzeroExit` in place of `exit`. Events of kinds
  /// that this version does not know have no bit here: ask ``specialized(for:)`` about them.
  public var kinds: EventMask {
    var mask: EventMask = []
    for shape in EventShape.allCases where !specialized(for: shape).isNothing {
      mask.formUnion(shape.kinds)
    }
    if mask.contains(.exit) { mask.remove(.nonzeroExit) }
    return mask
  }
}
