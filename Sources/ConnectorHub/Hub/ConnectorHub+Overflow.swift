extension ConnectorHub {
  /// Works out what has become of a listener since it was looked at last.
  ///
  /// A listener takes what comes until there is no room, and from then on nothing until it has been emptied. It can
  /// only be emptied by way of the hub, so where the log ends tells all.
  mutating func settle(_ index: Int) {
    let group = Int(listeners[index].group)
    guard group >= 0 else { return }
    let end = groups[group].log.end
    if listeners[index].isCongested {
      listeners[index].lost &+= end - listeners[index].position
      listeners[index].position = end
    } else if end - listeners[index].position > room(index) {
      overflow(index)
    }
  }

  /// What a listener has lost since it was looked at last.
  func lossToSettle(_ index: Int) -> UInt64 {
    let group = Int(listeners[index].group)
    guard group >= 0 else { return 0 }
    let behind = groups[group].log.end - listeners[index].position
    if listeners[index].isCongested { return behind }
    let room = room(index)
    return behind > room ? behind - room : 0
  }

  /// What may come for a listener beyond what it has kept.
  private func room(_ index: Int) -> UInt64 {
    UInt64(max(0, listeners[index].room - listeners[index].backlog.count))
  }

  /// The listener keeps what there was room for, and loses all else.
  private mutating func overflow(_ index: Int) {
    let group = Int(listeners[index].group)
    let end = groups[group].log.end
    keep(index, upTo: listeners[index].position + room(index))
    leaveLog(index)
    listeners[index].lost &+= end - listeners[index].position
    listeners[index].position = end
    congest(index)
  }

  private mutating func congest(_ index: Int) {
    listeners[index].isCongested = true
    listeners[index].hasError = true
  }

  /// Takes those members out of a group's log that have all that they can keep, so that it does not grow with those
  /// who do not read.
  mutating func scan(_ group: Int) {
    for place in groups[group].members.indices.reversed() {
      settle(Int(groups[group].members[place]))
    }
    var interval = ChunkPool.capacity
    for member in groups[group].members {
      interval = max(interval, listeners[Int(member)].room)
    }
    groups[group].nextScan = groups[group].log.end + UInt64(interval)
  }

  /// Has a group look at a member no later than that needs.
  mutating func hasten(_ index: Int) {
    guard listeners[index].memberIndex >= 0 else { return }
    let group = Int(listeners[index].group)
    let room = max(ChunkPool.capacity, listeners[index].room)
    let due = groups[group].log.end + UInt64(room)
    if groups[group].members.count == 1 || groups[group].nextScan > due {
      groups[group].nextScan = due
    }
  }

  /// Gives what was written to one listener.
  mutating func deliverAlone(_ index: Int) {
    if let filter = listeners[index].socketFilter, !filter(scratch.span) { return }
    guard makeRoom(index) else { return }
    totals.datagrams &+= 1
    listeners[index].backlog.append(scratch, pool: &pool)
    wake(index)
  }

  /// Gives one listener a datagram of any length and from any sender.
  mutating func deliver(foreign bytes: [UInt8], senderPort: UInt32, to id: ListenerID) {
    let index = index(of: id)
    if let filter = listeners[index].socketFilter, !filter(bytes.span) { return }
    guard makeRoom(index) else { return }
    listeners[index].backlog.append(foreign: bytes, senderPort: senderPort)
    wake(index)
  }

  /// Whether there is room for one more; if so, all that waits is in the backlog, else it is counted as lost.
  private mutating func makeRoom(_ index: Int) -> Bool {
    settle(index)
    let group = Int(listeners[index].group)
    if !listeners[index].isCongested {
      keepAll(index)
      if listeners[index].backlog.count < listeners[index].room { return true }
      if group >= 0 { leaveLog(index) }
      congest(index)
    }
    listeners[index].lost &+= 1
    return false
  }

  /// Datagrams that wait for a listener that is settled.
  func waiting(_ index: Int) -> Int {
    let kept = listeners[index].backlog.count
    let group = Int(listeners[index].group)
    guard group >= 0, !listeners[index].isCongested else { return kept }
    return kept + Int(groups[group].log.end - listeners[index].position)
  }
}
