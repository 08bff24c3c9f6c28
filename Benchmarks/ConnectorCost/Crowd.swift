import ConnectorHub
import ConnectorProtocol
import ConnectorService
import KernelInterface
import ProcessEvents

/// 500 clients at the socket and 10,000 listeners in the process, 20,000 events a second, and one client that has stopped.
struct Crowd {
  private struct Kind {
    var name: String
    var user: UInt32
    var clients: Int
    var mask: EventMask
  }

  private static let eventsPerSecond = 20_000
  private static let seconds = 20
  private static let kinds = [
    Kind(name: "root, failures", user: 0, clients: 287, mask: .nonzeroExit),
    Kind(name: "a user, failures of his", user: Load.firstUser, clients: 100, mask: .nonzeroExit),
    Kind(name: "a user, everything of his", user: Load.firstUser + 1, clients: 100, mask: .all),
    Kind(name: "root, execs", user: 0, clients: 10, mask: .exec),
    Kind(name: "root, everything", user: 0, clients: 1, mask: .all),
    Kind(name: "root, everything", user: 0, clients: 1, mask: .all),
  ]

  func measure() throws {
    let bench = try Bench()
    let before = Bench.memory
    var children: [ChildProcess] = []
    for kind in Self.kinds {
      children.append(
        try Reading.start(
          path: bench.path, user: kind.user, clients: kind.clients, mask: kind.mask))
    }
    let stopped = try PacketSocket(connectingTo: bench.path)
    try stopped.send(ConnectorRequest(.listen, token: 1).encoded().span)
    bench.awaitRequests(500)
    let listeners = try openListeners(bench)
    print(
      "500 clients and 10,000 listeners take \((Bench.memory - before) >> 20) MB before anything happens"
    )

    let wall = Clocks.monotonic
    let cpu = Clocks.processCPU
    var (number, embedded) = (0, 0)
    var peak = 0
    let (total, batch) = (Self.eventsPerSecond * Self.seconds, Self.eventsPerSecond / 1000)
    var facts = Load.Facts()
    while number < total {
      let due = wall + UInt64(number) * 1_000_000_000 / UInt64(Self.eventsPerSecond)
      let now = Clocks.monotonic
      if now < due { _ = try pollReadable(-1, timeout: due - now) }
      let events = (number..<number + batch).map(Load.event)
      bench.server.publish(events.span, facts: &facts)
      number += batch
      bench.server.serve()
      bench.server.deliver()
      if number % (batch * 100) == 0 {
        embedded += read(bench)
        peak = max(peak, Bench.memory)
      }
    }
    bench.deliverAll()
    embedded += read(bench)
    let used = Clocks.processCPU - cpu
    let elapsed = Clocks.monotonic - wall
    let counters = bench.server.counters()

    let late = try readStopped(stopped, bench)
    var embeddedLost: UInt64 = 0
    for id in listeners { embeddedLost += bench.server.hub.counters(of: id).lost }
    bench.server.closeClients()
    print(
      "\(total) events in \(Double(elapsed / 1_000_000) / 1000) s: \(counters.delivered) datagrams sent, \(embedded) read in the process;"
        + " \(used / 1_000_000) ms of CPU time, \(used / UInt64(total)) ns an event; memory \(peak >> 20) MB at most\n"
    )
    print("| clients | want | datagrams | lost |")
    print("|---|---|---|---|")
    for (kind, child) in zip(Self.kinds, children) {
      let outcome = try Reading.outcome(of: child, path: bench.path)
      print("| \(kind.clients) | \(kind.name) | \(outcome.received) | \(outcome.lost) |")
    }
    print("| 10,000 | in the process | \(embedded) | \(embeddedLost) |")
    print(
      "| 1 | root, everything, and has stopped | \(late.received) | \(late.lost), which with those before makes \(late.received + Int(late.lost)) of \(total) |"
    )
  }

  /// Most want failures, some of them a user's alone, each user with everything of his.
  private func openListeners(_ bench: Bench) throws -> [ListenerID] {
    try (0..<10_000).map { place in
      let user = Load.firstUser + UInt32(place) % Load.users
      let id = try bench.server.hub.open(place < 8_000 ? .everything : Policy(.user(user)))
      let mask: EventMask = place < 9_000 ? .nonzeroExit : .exit
      let request = ConnectorRequest(.listen, mask: mask.rawValue, token: 1).encoded()
      bench.server.hub.receive(request.span, from: id, at: KernelInstant(nanoseconds: 0))
      return id
    }
  }

  private func read(_ bench: Bench) -> Int {
    var count = 0
    for id in bench.server.readableListeners {
      while case .taken(let taken) = bench.server.hub.drainRuns(id, { $0.count / 76 }) {
        count += taken
      }
    }
    bench.server.readableListeners.removeAll(keepingCapacity: true)
    return count
  }

  private func readStopped(
    _ socket: borrowing PacketSocket, _ bench: Bench
  ) throws -> (received: Int, lost: UInt64) {
    var outcome = (received: -1, lost: UInt64(0))
    var buffer = [UInt8](repeating: 0, count: 128)
    var isEmpty = false
    while !isEmpty {
      bench.deliverAll()
      isEmpty = true
      while let length = try? socket.receive(into: &buffer) {
        isEmpty = false
        if let overrun = unsafe ConnectorOverrun(
          decoding: buffer.span.extracting(0..<length).bytes)
        {
          outcome.lost += overrun.count
        } else {
          // The first is the acknowledgement.
          outcome.received += 1
        }
      }
    }
    return outcome
  }
}
