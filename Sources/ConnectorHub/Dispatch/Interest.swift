internal import ProcessEvents

/// What a group of listeners wants; who wants the same is in the same group.
struct Interest: Hashable, Sendable {
  /// The kinds, as the kernel decides them.
  var mask: EventMask
  /// What is asked of events besides; acknowledgements are none.
  var filter: Filter?
  var policy: Policy
  /// The listener that shares with nobody, since it has a socket filter; negative where there is none.
  var loner: Int32 = -1
}

/// An interest made ready to judge events; shared by reference, as every event looks at many.
final class Matcher: Sendable {
  private let mask: EventMask
  private let filter: CompiledFilter?

  init(_ interest: Interest) {
    mask = interest.mask
    filter = interest.filter.map { CompiledFilter($0) }
  }

  func admits<Facts: ProcessFacts & ~Copyable & ~Escapable>(
    _ event: ProcessEvent, facts: borrowing Facts
  ) -> Bool {
    guard mask == .all || mask.admits(event) else { return false }
    return filter == nil || filter!.evaluate(event, fields: facts) == .true
  }
}

extension Interest {
  /// What is known of the events of a shape before one is looked at.
  private func prospect(of shape: EventShape) -> Filter.Truth {
    var byMask = Filter.Truth.true
    if mask != .all {
      switch shape {
      // Its number may have bits of several kinds.
      case .unknown: byMask = .undecided
      case .exitSuccess: byMask = Filter.Truth(mask.contains(.exit))
      case .exitFailure, .exitBySignal:
        byMask = Filter.Truth(!mask.isDisjoint(with: [.exit, .nonzeroExit]))
      default: byMask = Filter.Truth(mask.isSuperset(of: shape.kinds))
      }
    }
    guard let filter, byMask != .false else { return byMask }
    let rest = filter.specialized(for: shape)
    return byMask && (rest == .all ? .true : rest == .nothing ? .false : .undecided)
  }

  /// The rows of its view in which it is to stand, and whether the row alone decides.
  var rows: [(row: Int, isCertain: Bool)] {
    var rows = EventShape.allCases.compactMap { shape in
      let prospect = prospect(of: shape)
      return prospect == .false ? nil : (row: Int(shape.rawValue), isCertain: prospect == .true)
    }
    // Acknowledgements have no bit that a mask could ask for.
    if mask == .all { rows.append((row: View.acknowledgementRow, isCertain: true)) }
    return rows
  }
}
