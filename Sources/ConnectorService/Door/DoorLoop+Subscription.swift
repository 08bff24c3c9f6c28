internal import ConnectorHub
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

extension DoorLoop {
  /// Nanoseconds for which more than is wanted is still asked for: clients that come and go, or change their minds, are
  /// not to cost a change of the subscription each.
  private static let patienceForLess: UInt64 = 1_000_000_000
  /// Nanoseconds for which clients are refused after a failure.
  private static let pause: UInt64 = 5_000_000_000

  /// Brings the subscription and what is known of processes in line with what is wanted.
  func adapt() {
    let now = Clocks.monotonic
    if let due = refusal, now >= due {
      refusal = nil
      server.isRefusing = false
    }
    if let new = server.takeDemand() { demand = new }
    let asksForCredentials = demand.asksForUsers || demand.asksForGroups
    var wanted = demand.events
    if asksForCredentials { wanted.formUnion(CredentialTable.events) }
    if !demand.namespaces.isEmpty { wanted.formUnion(ConnectorFacts.numberEvents) }
    let hasTooMuch =
      wanted != subscribed || facts.followsCredentials && !asksForCredentials
      || !server.knowledge.namespaces.isSubset(of: demand.namespaces)
    if !wanted.isSubset(of: subscribed) {
      subscribe(to: wanted.union(subscribed))
    } else if !hasTooMuch {
      narrowing = nil
    } else if narrowing.map({ now >= $0 }) ?? false {
      narrowing = nil
      if !asksForCredentials { stopFollowingCredentials() }
      stopFollowingNumbers(but: demand.namespaces)
      subscribe(to: wanted)
    } else if narrowing == nil {
      narrowing = now + Self.patienceForLess
    }
    if asksForCredentials && upstream != nil && !facts.followsCredentials {
      facts.followsCredentials = true
      schedule.begin()
    }
    if upstream != nil { followNumbers() }
    beginScanIfDue(now)
  }

  private func subscribe(to mask: EventMask) {
    guard mask != subscribed else { return }
    if mask.isEmpty {
      upstream = nil
      subscribed = []
      return
    }
    do throws(ConnectorError) {
      if upstream != nil {
        try upstream!.setEvents(mask)
      } else {
        let reader = try EventReader(mask, receiveBuffer: settings.receiveBuffer)
        do throws(SystemCallError) {
          try epoll.add(reader.descriptor, token: Token.upstream)
        } catch {
          throw ConnectorError(error, in: .current())
        }
        upstream = consume reader
      }
      subscribed = mask
    } catch {
      fail(error)
    }
  }

  /// Without events there is nobody to be served.
  func fail(_ error: ConnectorError) {
    note(.failed(error))
    upstream = nil
    subscribed = []
    narrowing = nil
    stopFollowingCredentials()
    stopFollowingNumbers(but: [])
    server.closeClients()
    server.isRefusing = true
    refusal = Clocks.monotonic + Self.pause
  }

  // MARK: Numbers

  private func followNumbers() {
    for namespace in demand.namespaces.subtracting(server.knowledge.namespaces) {
      // Who opens listeners himself has to know the numbers himself.
      guard let hold = server.hold(of: namespace) else { continue }
      facts.numbers.follow(hold)
      server.knowledge.namespaces.insert(namespace)
    }
  }

  private func stopFollowingNumbers(but wanted: Set<PIDNamespace>) {
    for namespace in server.knowledge.namespaces.subtracting(wanted) {
      facts.numbers.unfollow(namespace)
      server.knowledge.namespaces.remove(namespace)
    }
  }

  // MARK: Whose processes are

  func forgetCredentials() {
    facts.credentials.removeAll()
    schedule.begin()
    server.knowledge.hasUsers = false
  }

  private func stopFollowingCredentials() {
    facts.followsCredentials = false
    facts.credentials.removeAll()
    schedule.end()
    server.knowledge.hasUsers = false
  }

  private func beginScanIfDue(_ now: UInt64) {
    guard let due = schedule.due, now >= due else { return }
    do {
      try scan.begin()
      schedule.started()
    } catch {
      note(.scanFailed("\(error)"))
      schedule.postpone(until: now + Self.pause)
    }
  }

  func takeScan() {
    guard let result = scan.take(), schedule.ended(result) else { return }
    facts.credentials.take(result)
    // Whether anything happens or not.
    read()
  }
}
