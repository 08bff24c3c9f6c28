import ConnectorHub
import ConnectorProtocol
import ProcessEvents

/// The hub as one would write it first: each listener has a list of its own, and each event looks at every listener.
struct QueueModel {
  struct Listener {
    var policy = Policy.everything
    var room: Int
    var filter: Filter?
    var operation: UInt32?
    var mask = EventMask.all
    /// Messages without their numbers.
    var queue: [ConnectorMessage] = []
    var isCongested = false
    var hasError = false
    var lost: UInt64 = 0
    var read: UInt64 = 0

    mutating func take(_ message: ConnectorMessage) {
      if !isCongested && queue.count < room {
        queue.append(message)
        return
      }
      if !isCongested { hasError = true }
      isCongested = true
      lost += 1
    }

    /// What a read with a limit gives.
    mutating func read(_ limit: Int) -> (reading: HubReading, messages: [ConnectorMessage]) {
      if hasError {
        hasError = false
        return (.lost(total: lost), [])
      }
      let taken = Array(queue.prefix(limit))
      queue.removeFirst(taken.count)
      if queue.isEmpty { isCongested = false }
      read += UInt64(taken.count)
      return (taken.isEmpty ? .nothing : .taken(taken.count), taken)
    }
  }

  let profile: KernelProfile
  var listeners: [ListenerID: Listener] = [:]
  private var count = 0

  init(_ profile: KernelProfile) { self.profile = profile }

  private var isSilent: Bool {
    (!profile.filtersEvents || profile.quirks.contains(.countsForAll)) && count < 1
  }

  /// The kinds that a listener gets; nil is nothing, acknowledgements included.
  private func mask(of listener: Listener) -> EventMask? {
    guard profile.filtersEvents else { return .all }
    guard let operation = listener.operation else {
      return profile.quirks.contains(.hearsBeforeListening) ? .all : nil
    }
    return operation == 2 ? nil : listener.mask
  }

  mutating func publish(_ event: ProcessEvent, facts: TableOfFacts) {
    if isSilent { return }
    for id in listeners.keys {
      let listener = listeners[id]!
      guard let mask = mask(of: listener), mask == .all || mask.admits(event) else { continue }
      if case .user(let user) = listener.policy.scope {
        guard facts.users[event.task!.process.rawValue] == user else { continue }
      }
      if let filter = listener.filter, filter.evaluate(event, fields: facts) != .true { continue }
      listeners[id]!.take(.event(event.unnumbered))
    }
  }

  mutating func request(_ operation: UInt32, mask: UInt32?, token: UInt32, from id: ListenerID) {
    var error: UInt32 = operation == 1 || operation == 2 ? 0 : 22
    if profile.filtersEvents {
      let before = listeners[id]!.operation
      let isUnknown = (mask ?? 0) != 0 && mask! & EventMask.all.rawValue == 0
      if isUnknown && !profile.quirks.contains(.unknownBitsAskForAll) { error = 22 }
      if error == 0 || profile.quirks.contains(.storesRefusedOperations) {
        listeners[id]!.operation = operation
        listeners[id]!.mask = EventMask.valid(mask ?? 0)
        if operation == 1 && before != 1 { count += 1 }
        if operation == 2 && before != nil && before != 2 { count -= 1 }
      }
    } else {
      if mask != nil { return }
      count += operation == 1 ? 1 : operation == 2 ? -1 : 0
    }
    let answer = ConnectorMessage.acknowledgement(
      Acknowledgement(
        token: token &+ 1, error: error, time: KernelInstant(nanoseconds: 5), cpu: 0, sequence: 0))
    let isMasked = !profile.filtersEvents || profile.quirks.contains(.masksAcknowledgements)
    guard !profile.filtersEvents || profile.quirks.contains(.acknowledgesToAll) else {
      let passes = operation != 2 && EventMask.valid(mask ?? 0) == .all
      if passes || !isMasked { listeners[id]!.take(answer) }
      return
    }
    if isSilent { return }
    for other in listeners.keys
    where self.mask(of: listeners[other]!) == .all || (other == id && !isMasked) {
      listeners[other]!.take(answer)
    }
  }
}

extension ProcessEvent {
  var unnumbered: ProcessEvent {
    var event = self
    event.sequence = 0
    return event
  }
}

extension ConnectorMessage {
  var unnumbered: ConnectorMessage {
    switch self {
    case .event(let event): return .event(event.unnumbered)
    case .acknowledgement(var answer):
      answer.sequence = 0
      return .acknowledgement(answer)
    }
  }
}
