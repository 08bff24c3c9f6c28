/// What came of reading from a listener's queue.
@nonexhaustive
public enum HubReading: Hashable, Sendable {
  /// So many datagrams were taken, at least one.
  case taken(Int)
  /// Nothing waits, or nothing was wanted.
  case nothing
  /// Datagrams were dropped since this was last said; in all so many. What waits can still be read. C: `ENOBUFS`
  case lost(total: UInt64)
}

extension ConnectorHub {
  /// Lends what waits for a listener, the oldest first, without copying it.
  ///
  /// A loss is told once, before anything that waits. Who has overflowed takes nothing more until all that waits has
  /// been taken.
  ///
  /// - Parameters:
  ///   - id: the listener.
  ///   - limit: datagrams to take at most.
  ///   - body: gets a datagram, and says whether it is done with it; else it goes on waiting, and nothing
  ///     follows.
  public mutating func drain(
    _ id: ListenerID, limit: Int = .max, _ body: (Span<UInt8>) -> Bool
  ) -> HubReading {
    drain(id, limit: limit) { datagram, _ in body(datagram) }
  }

  /// Copies datagrams that wait for a listener one behind the other, as many as fit.
  ///
  /// - Parameters:
  ///   - id: the listener.
  ///   - bytes: room for a multiple of ``/ConnectorProtocol/ConnectorWire/eventSize``, which each of them has.
  public mutating func next(
    for id: ListenerID, into bytes: inout MutableSpan<UInt8>
  ) -> HubReading {
    var used = 0
    let limit = bytes.count / ChunkPool.stride
    return drain(id, limit: limit) { datagram, _ in
      for index in datagram.indices { bytes[used + index] = datagram[index] }
      used += datagram.count
      return true
    }
  }

  /// Lends what waits for a listener, the oldest first, many at a time; else as ``drain(_:limit:_:)``.
  ///
  /// - Parameters:
  ///   - id: the listener.
  ///   - limit: the most datagrams that are lent.
  ///   - body: gets datagrams of ``/ConnectorProtocol/ConnectorWire/eventSize`` that stand one behind the other, and says
  ///     with how many of them it is done; the others go on waiting, and nothing follows.
  public mutating func drainRuns(
    _ id: ListenerID, limit: Int = .max, _ body: (Span<UInt8>) -> Int
  ) -> HubReading {
    drain(id, limit: limit) { part, wanted, pool in
      switch part {
      // Only who scripts the kernel gives anybody such ones.
      case .foreign: 1
      case .shared(let chunk, let range), .own(let chunk, let range):
        pool.withDatagrams(range.prefix(wanted), of: chunk, body)
      }
    }
  }

  mutating func drain(
    _ id: ListenerID, limit: Int, _ body: (Span<UInt8>, UInt32) -> Bool
  ) -> HubReading {
    drain(id, limit: limit) { part, wanted, pool in
      ConnectorHub.lend(part, wanted, from: pool, body)
    }
  }

  /// - Parameter lend: lends so many of a part, and gives how many were taken.
  private mutating func drain(
    _ id: ListenerID, limit: Int, lend: (Backlog.Segment, Int, ChunkPool) -> Int
  ) -> HubReading {
    let index = index(of: id)
    settle(index)
    if listeners[index].hasError {
      listeners[index].hasError = false
      return .lost(total: listeners[index].lost)
    }
    var taken = 0
    while taken < limit {
      let (part, isKept) = nextPart(index)
      guard let part else { break }
      let wanted = min(part.count, limit - taken)
      let done = lend(part, wanted, pool)
      taken += done
      if done > 0 { remove(index, done, isKept: isKept) }
      if done < wanted { break }
    }
    listeners[index].read &+= UInt64(taken)
    totals.read &+= UInt64(taken)
    if waiting(index) == 0 { rest(index) }
    return taken > 0 ? .taken(taken) : .nothing
  }

  /// The oldest datagrams that stand together, and whether the listener has kept them for itself.
  private func nextPart(_ index: Int) -> (part: Backlog.Segment?, isKept: Bool) {
    if !listeners[index].backlog.isEmpty {
      return (listeners[index].backlog.head, true)
    }
    let group = Int(listeners[index].group)
    guard group >= 0, !listeners[index].isCongested else { return (nil, false) }
    let position = listeners[index].position
    guard position < groups[group].log.end else { return (nil, false) }
    let (chunk, range) = groups[group].log.part(from: position)
    return (.shared(chunk: chunk, range: range), false)
  }

  /// Lends the first datagrams of a part until one is not taken; their number.
  private static func lend(
    _ part: Backlog.Segment, _ wanted: Int, from pool: ChunkPool,
    _ body: (Span<UInt8>, UInt32) -> Bool
  ) -> Int {
    switch part {
    case .foreign(let bytes, let port): return body(bytes.span, port) ? 1 : 0
    case .shared(let chunk, let range), .own(let chunk, let range):
      let wanted = range.prefix(wanted)
      return pool.withDatagrams(wanted, of: chunk) { datagrams in
        var count = 0
        while count < wanted.count {
          let start = count * ChunkPool.stride
          guard body(datagrams.extracting(start..<start + ChunkPool.stride), 0) else { break }
          count += 1
        }
        return count
      }
    }
  }

  private mutating func remove(_ index: Int, _ count: Int, isKept: Bool) {
    if isKept {
      listeners[index].backlog.removeFirst(count, pool: &pool)
    } else {
      let group = Int(listeners[index].group)
      let position = listeners[index].position
      groups[group].log.move(from: position, to: position + UInt64(count), pool: &pool)
      listeners[index].position = position + UInt64(count)
    }
  }

  /// The listener has been emptied: it takes what comes, and is woken by it.
  private mutating func rest(_ index: Int) {
    let group = Int(listeners[index].group)
    if listeners[index].isCongested {
      listeners[index].isCongested = false
      if group >= 0 { enterLog(index) }
    }
    if !listeners[index].isArmed {
      listeners[index].isArmed = true
      if group >= 0 { arm(index, in: group) }
    }
  }
}
