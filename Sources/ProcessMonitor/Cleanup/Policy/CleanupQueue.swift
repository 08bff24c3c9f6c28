/// Who waits for a place and who has one: first come, first served, within the limits of each guard and of all.
struct CleanupQueue {
  /// In the order of coming.
  typealias Ticket = UInt64

  var limits: CleanupLimits
  private var waiting: [String: Line] = [:]
  private var running: [String: Int] = [:]
  private(set) var runningCount = 0
  private var last: Ticket = 0

  /// The waiting of one guard.
  private struct Line {
    private var tickets: [Ticket] = []
    private var start = 0
    private var cancelled: Set<Ticket> = []

    var first: Ticket? { start < tickets.count ? tickets[start] : nil }

    mutating func append(_ ticket: Ticket) { tickets.append(ticket) }

    mutating func removeFirst() {
      start += 1
      skipCancelled()
      if start > 64, start * 2 > tickets.count {
        tickets.removeFirst(start)
        start = 0
      }
    }

    mutating func cancel(_ ticket: Ticket) {
      cancelled.insert(ticket)
      skipCancelled()
    }

    private mutating func skipCancelled() {
      while let ticket = first, cancelled.remove(ticket) != nil { start += 1 }
    }
  }

  init(_ limits: CleanupLimits) { self.limits = limits }

  mutating func enter(_ name: String) -> Ticket {
    last += 1
    waiting[name, default: Line()].append(last)
    return last
  }

  /// The next one that may run; call until it gives none.
  mutating func next() -> Ticket? {
    guard runningCount < limits.total else { return nil }
    var best: (name: String, ticket: Ticket)?
    for (name, line) in waiting where running[name, default: 0] < limits.places(of: name) {
      if let ticket = line.first, ticket < best?.ticket ?? .max { best = (name, ticket) }
    }
    guard let best else { return nil }
    waiting[best.name]?.removeFirst()
    if waiting[best.name]?.first == nil { waiting[best.name] = nil }
    running[best.name, default: 0] += 1
    runningCount += 1
    return best.ticket
  }

  /// Gives a place back.
  mutating func leave(_ name: String) {
    runningCount -= 1
    let left = running[name, default: 1] - 1
    running[name] = left > 0 ? left : nil
  }

  /// Takes one out that has not got a place yet.
  mutating func cancel(_ ticket: Ticket, _ name: String) {
    waiting[name]?.cancel(ticket)
    if waiting[name]?.first == nil { waiting[name] = nil }
  }
}
