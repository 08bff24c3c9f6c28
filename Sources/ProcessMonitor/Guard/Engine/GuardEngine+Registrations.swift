internal import ProcessEvents
public import ProcessTable

/// What came of a request to register.
@nonexhaustive
public enum RegistrationOutcome: Hashable, Sendable {
  case added
  /// It took the place of the same process's former one with the same guard.
  case replaced
  /// The process has ended already, so nothing will be told of it.
  case ended
  /// There are as many as there may be.
  case full
}

/// What the daemon's predecessor left.
@nonexhaustive
public enum Continuity: Hashable, Sendable {
  /// The socket, with all that waited in it, and what had been read from it and was not stored yet.
  case kept
  /// Not that, or there was a loss that it had not dealt with.
  case broken
}

extension GuardEngine {
  /// Registers a process.
  ///
  /// - Parameter sight: what a look at the process found, taken between the last read of the socket and this call;
  ///   its end can then only be told by what is read later.
  public mutating func register(
    _ registration: Registration, sight: Sight
  ) -> RegistrationOutcome {
    let process = registration.process
    guard process.boot == table.boot, suspects[process] == nil else { return .ended }
    if case .gone = sight { return .ended }
    let isKnown = table.contains(process)
    if !isKnown, table.count >= capacity { return .full }
    let mark = sight == .alive ? epoch : epoch &- 1
    let former = table.add(registration, mark: mark)
    if isKnown, sight == .alive { table.setMark(epoch, of: process) }
    if !isKnown, sight != .alive {
      // Only a look that sees it alive makes its silence tell anything.
      settledEpoch = epoch &- 1
      pass?.epoch = epoch &- 1
      beginResync()
    }
    return former == nil ? .added : .replaced
  }

  /// Withdraws a registration, as before an end that its guard shall not see.
  ///
  /// - Returns: nil where there was none.
  @discardableResult
  public mutating func withdraw(_ process: ProcessIdentity, guardName: String) -> Registration? {
    let registration = table.remove(process, guardName: guardName)
    if registration != nil, !table.contains(process) { suspects[process] = nil }
    return registration
  }

  /// Takes in that configured guards have changed; registrations that follow them change with them.
  public mutating func replace(following rules: [GuardTerms]) {
    for terms in rules { table.replaceThose(following: terms) }
  }

  /// Takes in what the journal holds, once and before all else, and asks for a comparison.
  ///
  /// Processes of another boot are over, and nobody knows how.
  public mutating func restore(
    _ registrations: [Registration], _ continuity: Continuity, at now: Moment
  ) {
    if continuity == .broken {
      epoch &+= 1
      counters.losses &+= 1
    }
    for registration in registrations {
      if registration.process.boot == table.boot {
        table.add(registration, mark: continuity == .kept ? epoch : epoch &- 1)
      } else {
        settle(registration, status: nil, foundGone: now.monotonic, isOtherBoot: true, now)
      }
    }
    beginResync()
  }
}
