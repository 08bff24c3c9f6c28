internal import ConnectorProtocol
public import ProcessEvents

extension ConnectorHub {
  /// A new listener, which has asked for nothing yet.
  ///
  /// - Parameters:
  ///   - policy: of whom it may hear, and what.
  ///   - isJoined: whether it hears of anything from the beginning on; see ``join(_:)``.
  public mutating func open(
    _ policy: Policy = .everything, isJoined: Bool = true
  ) throws(TooManyListeners) -> ListenerID {
    guard totals.listeners < limits.listeners else {
      throw TooManyListeners(limit: limits.listeners)
    }
    totals.listeners += 1
    let index: Int32
    if let free = freeListeners.popLast() {
      index = free
    } else {
      index = Int32(listeners.count)
      listeners.append(Listener())
    }
    listeners[Int(index)] = Listener(
      policy: policy, bufferBytes: limits.buffer, room: profile.messages(in: limits.buffer),
      generation: listeners[Int(index)].generation &+ 1)
    let id = ListenerID(index: index, generation: listeners[Int(index)].generation)
    if isJoined { join(id) }
    return id
  }

  /// Joins the connector's group. C: `bind(2)`
  public mutating func join(_ id: ListenerID) { change(id) { $0.isJoined = true } }

  /// Leaves the connector's group; what waits can still be read. C: `NETLINK_DROP_MEMBERSHIP`
  public mutating func leave(_ id: ListenerID) { change(id) { $0.isJoined = false } }

  /// Ends a listener. As with the kernel it goes on counting if it listened; see ``KernelQuirks/countsForAll``.
  public mutating func close(_ id: ListenerID) {
    let index = index(of: id)
    leaveGroup(index)
    listeners[index].backlog.removeAll(pool: &pool)
    totals.lost &+= listeners[index].lost
    listeners[index] = Listener(generation: listeners[index].generation)
    freeListeners.append(Int32(index))
    totals.listeners -= 1
  }

  /// Whether a listener is there, and has not been closed.
  public func isOpen(_ id: ListenerID) -> Bool {
    let index = Int(id.index)
    return index < listeners.count && listeners[index].generation == id.generation
      && listeners[index].isOpen
  }

  /// Gives a listener a filter besides its mask; nil takes it away. Only events for which it is true pass, and where
  /// it asks about processes, the facts answer. Acknowledgements are not its business.
  ///
  /// What it withholds is numbered: to somebody who asked for everything it looks like a loss.
  public mutating func setFilter(_ filter: Filter?, of id: ListenerID) {
    change(id) { $0.filter = filter == .all ? nil : filter }
  }

  /// Changes of whom a listener may hear from now on; what waits already stays.
  public mutating func setPolicy(_ policy: Policy, of id: ListenerID) {
    change(id) { $0.policy = policy }
  }

  /// Gives a listener a program that looks at each datagram before it takes room; nil takes it away. It shares nothing
  /// with others from then on. C: `SO_ATTACH_FILTER`
  mutating func setSocketFilter(_ filter: SocketFilter?, of id: ListenerID) {
    change(id) { $0.socketFilter = filter }
  }

  /// Sets how many bytes a listener's queue may take, as the kernel counts them; more than allowed gives what is.
  public mutating func setBuffer(bytes: UInt32, of id: ListenerID) {
    let index = index(of: id)
    settle(index)
    // What waits stays, even if it is more than there is room for now.
    keepAll(index)
    let bytes = min(max(bytes, KernelProfile.smallestBuffer), limits.largestBuffer)
    listeners[index].bufferBytes = bytes
    listeners[index].room = profile.messages(in: bytes)
    hasten(index)
  }

  /// How many bytes a listener's queue may take.
  public func bufferBytes(of id: ListenerID) -> UInt32 {
    listeners[index(of: id)].bufferBytes
  }

  /// What a listener has got and lost so far.
  public func counters(of id: ListenerID) -> ListenerCounters {
    let index = index(of: id)
    let listener = listeners[index]
    let unsettled = lossToSettle(index)
    return ListenerCounters(
      waiting: waiting(index) - (listener.isCongested ? 0 : Int(unsettled)), read: listener.read,
      lost: listener.lost &+ unsettled, requests: listener.requests)
  }

  /// The counters of all; looks at every listener.
  public func counters() -> HubCounters {
    var counters = totals
    for index in listeners.indices where listeners[index].isOpen {
      counters.lost &+= listeners[index].lost &+ lossToSettle(index)
    }
    counters.groups = groups.count - freeGroups.count
    counters.bytes = pool.bytes
    return counters
  }

  /// Where a listener stands; one that has been closed is the caller's mistake.
  func index(of id: ListenerID) -> Int {
    precondition(isOpen(id), "the listener is closed")
    return Int(id.index)
  }
}

extension ConnectorHub {
  /// Changes what a listener wants, and moves it to the group of those who want the same.
  mutating func change(_ id: ListenerID, _ body: (inout Listener) -> Void) {
    let index = index(of: id)
    // What has come so far is judged by how it was when that came.
    settle(index)
    body(&listeners[index])
    regroup(index)
  }

  private mutating func regroup(_ index: Int) {
    let interest = interest(of: index)
    let group = listeners[index].group
    if group >= 0, let interest, groups[Int(group)].interest == interest { return }
    guard let interest else {
      leaveGroup(index)
      return
    }
    // The view is not to end, and its numbers with it, because its only listener changes groups.
    let view = Int(view(of: interest.policy))
    views[view].groupCount += 1
    leaveGroup(index)
    enterGroup(index, interest)
    release(view)
  }

  /// What a listener is to get; nil where that is nothing.
  private func interest(of index: Int) -> Interest? {
    let listener = listeners[index]
    guard listener.isJoined else { return nil }
    var mask = EventMask.all
    if profile.filtersEvents {
      if let subscription = listener.subscription {
        guard subscription.operation != .ignore else { return nil }
        mask = subscription.mask
      } else if !profile.quirks.contains(.hearsBeforeListening) {
        return nil
      }
    }
    return Interest(
      mask: mask, filter: listener.filter, policy: listener.policy,
      loner: listener.socketFilter == nil ? -1 : Int32(index))
  }
}
