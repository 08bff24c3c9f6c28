internal import ConnectorProtocol
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Who is served, who is believed, and what is counted.
enum ListenerCases {
  static let all: [SelftestCase] = [
    handshake, ignoreAlone, ignoreThenListen, invalidOperation, ordinaryUser, forgedEvent,
    overflow, earlyLeader,
  ]

  private static let handshake = SelftestCase("the kernel's connector filters by itself") { host in
    host.connectorFilters
      ? .holds : .skipped("needs Linux 6.6; here a socket filter does it, also in the kernel")
  }

  private static let ignoreAlone = SelftestCase("one listener's IGNORE does not silence another") {
    host in
    guard host.connectorFilters else {
      return .skipped("the kernel counts listeners since Linux 6.6")
    }
    var staying = try Witness(.exit)
    var leaving = try BareListener()
    try leaving.request(.listen, mask: EventMask.exit.rawValue)
    try leaving.request(.ignore, mask: EventMask.exit.rawValue)
    let child = try Actor.exit(code: 0).run()
    let events = try staying.events(of: child.process) { !$0.isEmpty }
    try expect(events.count == 1, "the other one got \(events.count) events")
    let silence = try leaving.events(of: child.process)
    try expect(silence.isEmpty, "after IGNORE came \(silence.map(\.payload))")
    return .holds
  }

  private static let ignoreThenListen = SelftestCase("IGNORE, then LISTEN brings events again") {
    host in
    guard host.connectorFilters else {
      return .skipped("the kernel counts listeners since Linux 6.6")
    }
    var listener = try BareListener()
    try listener.request(.listen, mask: EventMask.exit.rawValue)
    try listener.request(.ignore, mask: EventMask.exit.rawValue)
    try listener.request(.listen, mask: EventMask.exit.rawValue)
    let child = try Actor.exit(code: 0).run()
    let events = try listener.events(of: child.process)
    try expect(events.count == 1, "\(events.count) events")
    return .holds
  }

  private static let invalidOperation = SelftestCase(
    "an operation that there is not gets EINVAL"
  ) { host in
    guard host.connectorFilters else { return .skipped("needs Linux 6.6") }
    // The error passes only where everything is listened to.
    var listener = try BareListener()
    try listener.request(.listen, mask: EventMask.all.rawValue)
    let invalid = ConnectorRequest.Operation(rawValue: 3)
    let error = try listener.request(invalid, mask: EventMask.all.rawValue)
    try expect(
      error == UInt32(Errno.invalidArgument.rawValue),
      "the answer was \(error.map { "error \($0)" } ?? "silence")")
    return .holds
  }

  private static let ordinaryUser = SelftestCase("an ordinary user is served") { host in
    guard host.connectorFilters else { return .skipped("needs Linux 6.6") }
    // Where this process is an ordinary user's, all the others have proved it, too.
    guard host.isRoot else { return .holds }
    let listener = try Actor.listen(user: 65_534).run()
    try expect(listener.status == .exited(code: 0), "user 65534 ended with \(listener.status)")
    return .holds
  }

  private static let forgedEvent = SelftestCase("a forged event is refused") { _ in
    var witness = try Witness(.all)
    let victim = ProcessID(0x7FFF_FFF0)
    let forged = ConnectorMessage.event(
      ProcessEvent(
        time: KernelInstant(nanoseconds: 1), cpu: 0, sequence: 0,
        payload: .exit(
          ThreadExit(
            task: TaskID(leaderOf: victim), status: .signaled(.kill), exitSignal: 17,
            parent: TaskID(leaderOf: victim)))))
    guard try isSendable(forged) else { return .holds }
    try witness.drain()
    try expect(
      !witness.seen.contains { $0.task?.process == victim }, "it was taken for the kernel's")
    try expect(witness.counters.rejected > 0, "it did not arrive")
    return .holds
  }

  /// Sends the group a message that is not the kernel's; false where the kernel itself refuses it.
  private static func isSendable(_ message: ConnectorMessage) throws(SystemCallError) -> Bool {
    let forger = try NetlinkSocket(protocol: ConnectorWire.netlinkProtocol)
    try forger.bind(groups: 0)
    do {
      try forger.send(message.encoded().span, groups: ConnectorWire.group)
      return true
    } catch  where error.errno == .notPermitted {
      return false
    }
  }

  /// Both listeners see the same stretch of time: from after both have begun to the end of a child that both
  /// are told of. What the small one received and lost is what the large one received.
  private static let overflow = SelftestCase("an overflow is counted exactly") { _ in
    var small = try Witness([.fork, .exit], receiveBuffer: ReceiveBuffer(bytes: 8192))
    var large = try Witness([.fork, .exit])
    let begin = KernelInstant(nanoseconds: Clocks.monotonic)
    for _ in 0..<25 {
      for _ in 0..<20 { try Thread {}.join() }
      // An ordinary user's large buffer may not hold everything.
      try large.drain()
    }
    // Emptied, the small one has room for the mark.
    try small.drain()
    let mark = try Actor.exit(code: 0).run().process
    func isMark(_ event: ProcessEvent) -> Bool {
      event.kind == .exit && event.task?.process == mark
    }
    _ = try small.events(of: mark) { $0.contains(where: isMark) }
    _ = try large.events(of: mark) { $0.contains(where: isMark) }
    guard small.seen.contains(where: isMark), large.seen.contains(where: isMark) else {
      return .skipped("the machine is so busy that the mark at the end was lost")
    }
    let (received, all) = (count(small.seen), count(large.seen))
    func count(_ seen: [ProcessEvent]) -> UInt64 {
      let end = seen.firstIndex(where: isMark) ?? seen.endIndex
      return UInt64(seen[..<end].count { $0.time >= begin })
    }
    let lost = small.counters.lost
    try expect(large.counters.lost == 0, "the large buffer lost \(large.counters.lost)")
    try expect(lost > 0, "nothing was lost")
    try expect(received + lost == all, "\(received) received and \(lost) lost of \(all)")
    return .holds
  }

  private static let earlyLeader = SelftestCase(
    "a process whose first thread left early dies once, with its real status"
  ) { _ in
    var reader = try ConnectorReader(
      ConnectorConfiguration(events: .nonzeroExit, delivery: .immediate))
    let child = try Actor.leaveEarly(code: 5).run()
    try expect(child.status == .exited(code: 5), "wait gave \(child.status)")
    var deaths: [ProcessDeath] = []
    let end = Clocks.monotonic &+ 5_000_000_000
    while deaths.isEmpty, Clocks.monotonic < end {
      guard try reader.wait(atMost: .seconds(1)) == .ready else { continue }
      _ = try reader.read { elements in
        for index in elements.indices {
          if case .death(let death) = elements[index], death.process == child.process {
            deaths.append(death)
          }
        }
      }
    }
    try expect(deaths.map(\.status) == [child.status], "deaths with \(deaths.map(\.status))")
    return .holds
  }
}
