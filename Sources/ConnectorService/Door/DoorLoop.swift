internal import ConnectorHub
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// What the thread of a door does.
final class DoorLoop {
  let server: ConnectorServer
  let mailbox: DoorMailbox
  let scan: CredentialScan
  let epoll: Epoll
  let note: @Sendable (DoorNote) -> Void

  var settings: DoorSettings
  var upstream: EventReader?
  /// What the kernel is asked for.
  var subscribed: EventMask = []
  var demand = HubDemand()
  /// When less is to be asked for, if less is wanted still; nanoseconds, as all times here.
  var narrowing: UInt64?
  /// Until when clients are refused.
  var refusal: UInt64?
  var facts = ConnectorFacts()
  var schedule = CredentialSchedule()
  private var mayHaveMore = false
  private var received: UInt64 = 0
  private var upstreamLost: UInt64 = 0

  enum Token {
    static let wake: UInt64 = 0
    static let server: UInt64 = 1
    static let scan: UInt64 = 2
    static let upstream: UInt64 = 3
  }

  init(
    _ path: String, _ mailbox: DoorMailbox, _ settings: DoorSettings,
    _ note: @escaping @Sendable (DoorNote) -> Void
  ) throws(SystemCallError) {
    self.settings = settings
    self.mailbox = mailbox
    self.note = note
    server = try ConnectorServer(path, rule: settings.rule, limits: settings.limits)
    scan = try CredentialScan()
    epoll = try Epoll()
    try epoll.add(mailbox.rawDescriptor, token: Token.wake)
    try epoll.add(server.rawDescriptor, token: Token.server)
    try epoll.add(scan.rawDescriptor, token: Token.scan)
  }

  var counters: DoorCounters {
    var counters = DoorCounters()
    counters.server = server.counters()
    counters.events = received
    counters.upstreamLost = upstreamLost
    counters.isSubscribed = upstream != nil
    return counters
  }

  func change(_ settings: DoorSettings) {
    self.settings = settings
    server.rule = settings.rule
    server.change(limits: settings.limits)
  }

  /// Serves until it is stopped.
  func run() {
    var isStopped = false
    while !isStopped {
      var found: Set<UInt64> = []
      do {
        try epoll.wait(atMost: patience) { token, _ in found.insert(token) }
      } catch {
        fatalError("\(error)")
      }
      if found.contains(Token.wake) {
        let (requests, stop) = mailbox.take()
        for request in requests { request(self) }
        isStopped = stop
      }
      if found.contains(Token.server) || server.due != nil { server.serve() }
      if found.contains(Token.upstream) || mayHaveMore { read() }
      if found.contains(Token.scan) { takeScan() }
      // What a request asks for is subscribed to before it is acknowledged.
      adapt()
      server.deliver()
    }
    scan.cancel()
  }

  /// How long to wait for something to do; nil is for ever.
  private var patience: UInt64? {
    if mayHaveMore || server.hasUndelivered { return 0 }
    var next: UInt64?
    for due in [server.due, narrowing, refusal, schedule.due] {
      if let due { next = min(next ?? .max, due) }
    }
    guard let next else { return nil }
    let now = Clocks.monotonic
    return next > now ? next - now : 0
  }

  /// Takes a batch of events and tells them.
  func read() {
    mayHaveMore = false
    guard upstream != nil else { return }
    let horizon = Clocks.monotonic
    do throws(ConnectorError) {
      let reception = try upstream!.receive { events in
        server.publish(events, facts: &facts)
      }
      received &+= UInt64(reception.count)
      mayHaveMore = !reception.isDrained
      if let loss = reception.loss { lose(loss.count) }
      if facts.followsCredentials {
        if reception.isDrained { pass(horizon) }
        schedule.noteCount(facts.credentials.count)
      }
    } catch {
      fail(error)
    }
  }

  /// All that happened before a moment has been told.
  func pass(_ horizon: UInt64) {
    guard let outcome = facts.credentials.passed(horizon) else { return }
    schedule.note(outcome)
    if schedule.isComplete { server.knowledge.hasUsers = true }
  }

  private func lose(_ count: UInt64) {
    upstreamLost &+= count
    note(.lost(count))
    if facts.followsCredentials { forgetCredentials() }
    facts.numbers.eventsWereLost()
    server.reportLoss(count)
  }
}
