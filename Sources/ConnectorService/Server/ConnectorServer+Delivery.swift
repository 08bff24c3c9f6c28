internal import ConnectorHub
internal import ConnectorProtocol
internal import KernelInterface
internal import ProcessConnector

extension ConnectorServer {
  /// Datagrams that one client gets before others have their turn.
  private static let share = 256
  /// Datagrams that all get before the caller has his.
  private static let batch = 4096

  private enum Progress {
    case done
    case unfinished
    case blocked
    case gone
  }

  /// Hands what waits to clients' sockets; a bounded share of it, and to each in turn.
  package func deliver() {
    hub.takeReadable { id in
      let index = Int(id.index)
      if index < placesByListener.count, placesByListener[index] >= 0,
        let client = clients[Int(placesByListener[index])]
      {
        enqueue(client)
      } else {
        readableListeners.append(id)
      }
    }
    var rest = Self.batch
    while rest > 0, let client = dequeue() {
      switch deliver(to: client, &rest) {
      case .done: break
      case .unfinished: enqueue(client)
      case .blocked:
        client.isBlocked = true
        watch(client)
      case .gone: remove(client)
      }
    }
  }

  /// Whether ``deliver()`` has more to do at once.
  package var hasUndelivered: Bool { firstReady < ready.count || hub.hasReadable }

  func enqueue(_ client: Client) {
    // Who has no room goes on once there is some.
    if client.isQueued || client.isBlocked { return }
    client.isQueued = true
    ready.append(Int(client.token & 0xFFFF_FFFF))
  }

  private func dequeue() -> Client? {
    while firstReady < ready.count {
      let client = clients[ready[firstReady]]
      firstReady += 1
      if firstReady == ready.count {
        ready.removeAll(keepingCapacity: true)
        firstReady = 0
      }
      // Another may have its place by now.
      if let client, client.isQueued {
        client.isQueued = false
        return client
      }
    }
    return nil
  }

  private func deliver(to client: Client, _ rest: inout Int) -> Progress {
    var share = Self.share
    while true {
      if let lost = client.marks.due {
        let message = ConnectorOverrun(count: lost, time: .now).encoded()
        do {
          try client.socket.send(message.span)
        } catch {
          return error.errno == .wouldBlock ? .blocked : .gone
        }
        client.marks.told()
        totals.delivered &+= 1
        continue
      }
      if share == 0 { return .unfinished }
      let outcome = send(to: client, limit: min(share, client.marks.distance ?? .max))
      share -= outcome.count
      rest -= outcome.count
      let counters = hub.counters(of: client.listener)
      if counters.waiting == 0 {
        // From here on it takes what comes, so what it has lost stands just here.
        client.marks.note(total: counters.lost, after: 0)
        if client.marks.due == nil { return outcome.error == nil ? .done : .gone }
      }
      if let error = outcome.error { return error == .wouldBlock ? .blocked : .gone }
    }
  }

  /// Sends what waits, at most so many datagrams.
  private func send(to client: Client, limit: Int) -> (count: Int, error: Errno?) {
    var failure: Errno?
    var reading: HubReading
    repeat {
      reading = hub.drainRuns(client.listener, limit: limit) { datagrams in
        do throws(SystemCallError) {
          return try slab.send(datagrams, size: ConnectorWire.eventSize, to: client.socket)
        } catch {
          failure = error.errno
          return 0
        }
      }
      // That something was lost is told in its place; and only who finds nothing is named again.
    } while reading.isLoss
    guard case .taken(let count) = reading else { return (0, failure) }
    client.marks.took(count)
    totals.delivered &+= UInt64(count)
    return (count, failure)
  }

  /// The counters as they stand; looks at every listener.
  package func counters() -> ServerCounters {
    var counters = totals
    let hub = hub.counters()
    counters.requests = hub.requests
    counters.malformed = hub.malformed
    counters.lost = pastLosses
    for client in clients {
      if let client { counters.lost &+= self.hub.counters(of: client.listener).lost }
    }
    return counters
  }
}

extension HubReading {
  fileprivate var isLoss: Bool { if case .lost = self { true } else { false } }
}
