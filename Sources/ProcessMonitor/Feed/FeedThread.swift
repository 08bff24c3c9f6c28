internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What the thread of a feed does: it has the one subscription, and hands out what comes of it.
struct FeedThread {
  private let mailbox: FeedMailbox
  private var distribution = Distribution()
  /// Whose wants the subscription is to serve.
  private var requests: [UInt64: FeedRequest] = [:]
  /// Whether somebody has come or gone since the kernel was asked.
  private var hasChanged = false
  private var told = (undecided: UInt64(0), lostBefore: UInt64(0))

  init(_ mailbox: FeedMailbox) { self.mailbox = mailbox }

  /// Serves readers until none is left.
  mutating func run() {
    repeat { serve() } while !mailbox.endIfIdle()
  }

  /// From the first reader to the last one.
  private mutating func serve() {
    var joins = takeChanges()
    guard !requests.isEmpty else { return }
    do throws(ConnectorError) {
      var demand = FeedDemand.configuration(for: requests.values, mailbox.limits)
      var reader = try ProcessReader(demand, interruptedBy: mailbox.wakeDescriptor)
      while !requests.isEmpty {
        try adopt(&reader, &demand, &joins)
        if !joins.isEmpty {
          // What new facts there are to know is read now.
          try read(&reader)
          admit(joins)
          joins = []
        }
        if try reader.wait() == .interrupted { mailbox.clearWake() }
        // One batch, and then the readers' wants again, also under a load that never ends.
        try read(&reader)
        joins = takeChanges()
      }
    } catch {
      fail(error, joins)
    }
  }

  /// Takes note of who has come and gone.
  ///
  /// - Returns: those who have come, and wait for an answer.
  private mutating func takeChanges() -> [FeedMailbox.Join] {
    let changes = mailbox.takeChanges()
    for join in changes.joins {
      requests[join.id] = join.request
      distribution.add(join.id, join.reader, join.request, join.compiled)
    }
    hasChanged = hasChanged || !changes.joins.isEmpty || !changes.leaves.isEmpty
    for id in changes.isClosed ? Array(requests.keys) : changes.leaves { remove(id) }
    return changes.joins
  }

  private mutating func remove(_ id: UInt64) {
    requests[id] = nil
    distribution.remove(id)
  }

  /// Asks the kernel for what is wanted now, where that is something else than before.
  ///
  /// - Parameter joins: those who wait for an answer; they get it here where the kernel refuses.
  private mutating func adopt(
    _ reader: inout ProcessReader, _ demand: inout ProcessConfiguration,
    _ joins: inout [FeedMailbox.Join]
  ) throws(ConnectorError) {
    guard hasChanged else { return }
    hasChanged = false
    let wanted = FeedDemand.configuration(for: requests.values, mailbox.limits)
    guard wanted != demand else { return }
    do throws(ConnectorError) {
      try reader.change(to: wanted)
      demand = wanted
    } catch {
      guard !joins.isEmpty else { throw error }
      // Others are not to suffer from what somebody else asks for.
      for join in joins {
        remove(join.id)
        mailbox.fail([join.id], .connector(error))
        join.answer(.failure(.connector(error)))
      }
      joins = []
      guard !requests.isEmpty else { return }
      demand = FeedDemand.configuration(for: requests.values, mailbox.limits)
      try reader.change(to: demand)
    }
  }

  private mutating func admit(_ joins: [FeedMailbox.Join]) {
    let now = KernelInstant.now
    for join in joins {
      distribution.admit(join.id, since: now)
      join.answer(.success(()))
    }
  }

  private mutating func read(_ reader: inout ProcessReader) throws(ConnectorError) {
    distribution.begin()
    _ = try reader.read { distribution.take($0, $1, $2) }
    distribution.deliver()
    let undecided = distribution.undecided
    let lostBefore = distribution.lostBefore
    if (undecided, lostBefore) != told {
      mailbox.note(
        undecided: undecided &- told.undecided, lostBefore: lostBefore &- told.lostBefore)
      told = (undecided, lostBefore)
    }
  }

  private mutating func fail(_ error: ConnectorError, _ joins: [FeedMailbox.Join]) {
    mailbox.fail(Array(requests.keys), .connector(error))
    for id in Array(requests.keys) { remove(id) }
    for join in joins { join.answer(.failure(.connector(error))) }
  }
}
