package import KernelInterface
package import ProcessEvents

/// How a filter is shared out between the connector, the kernel's socket filter and this process.
///
/// The promise: an event that passes the ``mask`` and the ``program``, and for which the ``rest`` is true,
/// is one for which the filter is true, and there is no other. Neither stage in the kernel withholds what
/// is undecided. Where processes are the subject, the promise is about their deaths, and exits pass
/// that a ``DeathTracker`` needs to make them; see ``ExitTests``.
package struct FilterPlan: Hashable, Sendable {
  package let filter: Filter
  package let subject: ConnectorConfiguration.Subject
  package let capabilities: Capabilities

  /// What the connector is asked for; `all` where it does not filter.
  package let mask: EventMask
  /// The kinds of events that may pass.
  package let kinds: EventMask
  /// What the kernel runs on each datagram; nil where every one passes.
  package let program: [FilterInstruction]?
  /// What is left to do here, `all` where that is nothing: with each event, and with each death.
  package let rest: Filter
  /// What is left to be observed, as a ``DeathTracker`` has to be told. Thread forks are not in it where
  /// not all of them pass.
  package let observed: EventMask
  /// Whether something was left to do here only since no program so long can be had.
  package let isShortened: Bool

  /// Whether everything passes, so that gaps in the numbering of the events are losses.
  package var isUnfiltered: Bool { mask == .all && program == nil }

  package init(
    _ filter: Filter, subject: ConnectorConfiguration.Subject = .processes,
    capabilities: Capabilities
  ) {
    self.filter = filter
    self.subject = subject
    self.capabilities = capabilities

    var found: (tests: PushedTests, program: [FilterInstruction]?)?
    var attempts = 0
    for longestList in FilterPlan.listLengths {
      let tests = PushedTests(filter, subject, longestList: longestList)
      attempts += 1
      if capabilities.connectorFilters ? tests.needNoProgram : tests.isOpen {
        found = (tests, nil)
        break
      }
      let program = tests.program()
      if capabilities.fits(program) {
        found = (tests, program)
        break
      }
    }
    isShortened = attempts > 1 || found == nil

    guard let (tests, program) = found else {
      // Not even the kinds of events can be told apart in a program: the mask does what it can.
      let kinds = PushedTests(filter, subject, longestList: 0).kinds
      mask = capabilities.connectorFilters && !kinds.isEmpty ? kinds : .all
      self.kinds = mask
      self.program = nil
      rest = filter
      observed = mask
      return
    }
    self.program = program
    // No kind at all would mean everything to the kernel; this one is rare.
    let kinds = tests.kinds.isEmpty ? .sid : tests.kinds
    self.kinds = kinds
    mask = capabilities.connectorFilters ? kinds : .all
    observed = program == nil ? mask : tests.observed
    rest = .and(filter.terms.filter { !tests.decide($0) })
  }

  /// How long the lists of numbers and texts may be in the first attempt, and in the following ones.
  private static let listLengths = [Int.max, 2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1, 0]
}

extension PushedTests {
  /// Whether everything passes, so that neither mask nor program is needed.
  var isOpen: Bool { kinds == .all && needNoProgram }
}

extension Filter {
  /// What has to be true each by itself.
  fileprivate var terms: [Filter] {
    if case .and(let terms) = node { return terms }
    return self == .all ? [] : [self]
  }
}
