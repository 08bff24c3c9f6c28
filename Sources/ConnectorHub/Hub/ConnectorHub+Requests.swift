internal import ConnectorProtocol
public import ProcessEvents

extension ConnectorHub {
  /// Handles a datagram that a client sends to the connector; its acknowledgement waits on return. Any bytes are safe.
  ///
  /// What is no request is counted and otherwise ignored, as the kernel does.
  ///
  /// - Parameters:
  ///   - datagram: what the client has sent.
  ///   - id: the client's listener.
  ///   - now: the time that acknowledgements carry.
  ///   - cpu: the CPU on which they are made.
  ///   - isAdministrator: whether the sender has CAP_NET_ADMIN; kernels before Linux 6.6 refuse others.
  ///
  /// C: `cn_proc_mcast_ctl`, `drivers/connector/cn_proc.c`
  public mutating func receive(
    _ datagram: Span<UInt8>, from id: ListenerID, at now: KernelInstant, cpu: UInt32 = 0,
    isAdministrator: Bool = true
  ) {
    let index = index(of: id)
    guard let request = unsafe try? ConnectorRequest(decoding: datagram.bytes) else {
      totals.malformed &+= 1
      return
    }
    totals.requests &+= 1
    listeners[index].requests &+= 1
    let error =
      if profile.filtersEvents { handle(request, from: id) } else {
        count(request, isAdministrator: isAdministrator)
      }
    guard let error else { return }
    let answer = Acknowledgement(
      token: request.token &+ 1, error: error.rawValue, time: now, cpu: cpu, sequence: 0)
    if !profile.filtersEvents || profile.quirks.contains(.acknowledgesToAll) {
      tellAll(answer, from: index)
    } else if isAnswered(request) {
      answerAlone(answer, to: index)
    }
  }

  /// Whether the sender's own mask lets an acknowledgement pass to him.
  private func isAnswered(_ request: ConnectorRequest) -> Bool {
    guard profile.quirks.contains(.masksAcknowledgements) else { return true }
    return request.operation != .ignore && EventMask.valid(request.mask ?? 0) == .all
  }

  private enum RequestError: UInt32 {
    case none = 0
    case notPermitted = 1
    case invalidArgument = 22
  }

  private mutating func handle(_ request: ConnectorRequest, from id: ListenerID) -> RequestError? {
    let before = listeners[Int(id.index)].subscription?.operation
    let isKnown = request.operation == .listen || request.operation == .ignore
    if !isKnown && !profile.quirks.contains(.storesRefusedOperations) { return .invalidArgument }
    let mask = request.mask ?? 0
    if mask != 0, EventMask(rawValue: mask).isDisjoint(with: .all),
      !profile.quirks.contains(.unknownBitsAskForAll)
    {
      return .invalidArgument
    }
    // Stored before the operation is looked at.
    change(id) {
      $0.subscription = Listener.Subscription(
        operation: request.operation, mask: EventMask.valid(mask))
    }
    if request.operation == .listen && before != .listen { listenerCount += 1 }
    // Who sends nothing but IGNORE has never been counted.
    if request.operation == .ignore && before != nil && before != .ignore { listenerCount -= 1 }
    return isKnown ? RequestError.none : .invalidArgument
  }

  /// As before Linux 6.6, where nothing is known of a socket; nil where the request is ignored.
  private mutating func count(_ request: ConnectorRequest, isAdministrator: Bool) -> RequestError? {
    guard request.mask == nil else { return nil }
    guard isAdministrator else { return .notPermitted }
    switch request.operation {
    case .listen: listenerCount += 1
    case .ignore: listenerCount -= 1
    default: return .invalidArgument
    }
    return RequestError.none
  }

  /// To the sender of a request, whatever he listens to.
  private mutating func answerAlone(_ answer: Acknowledgement, to index: Int) {
    guard listeners[index].isJoined else { return }
    // It takes no number, so that nobody misses it; the one before is an old one to whoever looks for gaps.
    var answer = answer
    let view = viewsByPolicy[listeners[index].policy]
    answer.sequence = (view.map { views[Int($0)].numbers[answer.cpu] } ?? 0) &- 1
    write(.acknowledgement(answer))
    deliverAlone(index)
  }

  /// C: `cn_proc_ack`
  private mutating func tellAll(_ answer: Acknowledgement, from index: Int) {
    guard !countsForAll || listenerCount > 0 else { return }
    var answer = answer
    let isLost = failsAllocation()
    var isHeardBySender = false
    for view in views.indices where views[view].isUsed {
      answer.sequence = views[view].numbers.take(answer.cpu)
      let row = views[view].rows[View.acknowledgementRow]
      if isLost || row.isEmpty { continue }
      write(.acknowledgement(answer))
      for place in row {
        append(to: Int(place.group))
        isHeardBySender = isHeardBySender || place.group == listeners[index].group
      }
    }
    let isMasked = !profile.filtersEvents || profile.quirks.contains(.masksAcknowledgements)
    if !isLost && !isMasked && !isHeardBySender { answerAlone(answer, to: index) }
  }
}
