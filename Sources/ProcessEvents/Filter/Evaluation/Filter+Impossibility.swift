extension Filter {
  /// Whether no event that a kernel sends can make it true.
  ///
  /// Found are words and fields that never come together, numbers that a field never has, and comparisons of one
  /// field that exclude each other; nothing is known of texts. Where it says no, there may be no such event either.
  package var canNeverMatch: Bool {
    EventShape.allCases.allSatisfy { specialized(for: $0).isImpossible(negated: false) }
  }

  /// The fields that are compared with numbers only that they never have, in the order of the text.
  package var fieldsOutOfRange: [NumberField] { fieldsOutOfRange(negated: false) }

  private func fieldsOutOfRange(negated: Bool) -> [NumberField] {
    switch node {
    case .and(let terms), .or(let terms):
      terms.flatMap { $0.fieldsOutOfRange(negated: negated) }
    case .not(let term): term.fieldsOutOfRange(negated: !negated)
    case .number(let field, _): isImpossible(negated: negated) ? [field] : []
    default: []
    }
  }

  private func isImpossible(negated: Bool) -> Bool {
    switch node {
    case .all: negated
    case .not(let term): term.isImpossible(negated: !negated)
    case .and(let terms):
      negated
        ? terms.allSatisfy { $0.isImpossible(negated: true) }
        : Filter.excludeEachOther(terms, negated: false)
    case .or(let terms):
      negated
        ? Filter.excludeEachOther(terms, negated: true)
        : terms.allSatisfy { $0.isImpossible(negated: false) }
    case .number(let field, _):
      accepted(negated: negated)?.isDisjoint(from: field.possibleNumbers) ?? false
    default: false
    }
  }

  /// Whether terms cannot be true together, or where they are negated, not false together.
  private static func excludeEachOther(_ terms: [Filter], negated: Bool) -> Bool {
    var refused: [NumberField: [ClosedRange<UInt32>]] = [:]
    for term in terms {
      if term.isImpossible(negated: negated) { return true }
      guard let field = term.comparedField, let accepted = term.accepted(negated: negated)
      else { continue }
      refused[field, default: []] += accepted.complement.ranges
    }
    return refused.contains { NumberSet($1).covers($0.possibleNumbers) }
  }

  /// The field, where this is a comparison with a number, or the opposite of one.
  private var comparedField: NumberField? {
    switch node {
    case .number(let field, _): field
    case .not(let term): term.comparedField
    default: nil
    }
  }

  /// The numbers that such a comparison is true for, or where it is negated, false.
  private func accepted(negated: Bool) -> NumberSet? {
    switch node {
    case .number(_, let test): negated ? test.accepted.complement : test.accepted
    case .not(let term): term.accepted(negated: !negated)
    default: nil
    }
  }
}

extension Filter.NumberField {
  /// The numbers that a kernel ever gives the field.
  package var possibleNumbers: ClosedRange<UInt32> {
    switch self {
    // C: `PID_MAX_LIMIT`, include/linux/threads.h
    case .pid, .tid, .ppid, .tracer: 0...4_194_304
    case .code: 0...255
    // C: `_NSIG`
    case .signal: 1...64
    // A code or a signal, and the core flag.
    case .status: 0...0xFFFF
    // C: `NR_CPUS`, at most
    case .cpu: 0...8191
    case .ruid, .euid, .rgid, .egid, .uid: 0...UInt32.max
    }
  }
}
