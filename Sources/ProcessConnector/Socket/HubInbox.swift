internal import ConnectorProtocol
internal import KernelInterface

/// What comes from a hub, in its order: datagrams, and between them reports of losses.
struct HubInbox: ~Copyable, Sendable {
  private let slab = ReceiveSlab(
    capacity: HubInbox.batchSize, slotSize: HubInbox.slotSize, notesSenders: false)
  /// The places in the slab that have not been taken.
  private var places = 0..<0
  /// What follows them and was received while an answer was searched for.
  private var kept: ArraySlice<[UInt8]> = []
  /// What is still to be told of a loss, which may be more than a drop count holds.
  private var untold: UInt64 = 0
  /// Whether the connection has ended, behind all that waits here.
  private var hasEnded = false
  /// Whether the last receive found as much as it could take, so that more may wait in the socket.
  private var wasFull = false
  /// Whether anything has ever come.
  private(set) var hasReceived = false
  /// Whether a loss has just been told.
  private(set) var isAtLoss = false

  /// So much is not lost in weeks at any rate; who says so is not believed, and does not keep us busy.
  private static let impossibleLoss: UInt64 = 1 << 40

  // As of the kernel's transport.
  private static let batchSize = 256
  private static let slotSize = 128

  var capacity: Int { slab.capacity }

  /// Whether there may be more to take, however few were taken the last time.
  var mayHaveMore: Bool {
    !places.isEmpty || !kept.isEmpty || untold > 0 || hasEnded || wasFull
  }

  /// Takes at most `limit` datagrams, none from behind a loss.
  ///
  /// - Throws: `EAGAIN` where nothing waits, `ENOBUFS` where a loss does, and `ECONNRESET` at the end.
  mutating func take(
    limit: Int, from descriptor: Int32, drops: inout UInt32
  ) throws(SystemCallError) -> ReceivedDatagrams {
    isAtLoss = false
    if places.isEmpty, untold == 0 { try fill(from: descriptor) }
    if untold == 0, let report = report(at: places.lowerBound) {
      untold = report.count
      places.removeFirst()
    }
    if untold > 0 {
      let told = UInt32(clamping: untold)
      untold -= UInt64(told)
      drops &+= told
      isAtLoss = true
      throw SystemCallError("recvmmsg", .noBufferSpace)
    }
    let first = places.lowerBound
    var end = first + 1
    while end < places.upperBound, end - first < limit, report(at: end) == nil { end += 1 }
    places = end..<places.upperBound
    return slab.received(end - first, at: first)
  }

  private func report(at place: Int) -> ConnectorOverrun? {
    let datagram = unsafe slab.received(1, at: place).datagram(at: 0)
    guard let report = unsafe ConnectorOverrun(decoding: datagram.bytes),
      (1..<HubInbox.impossibleLoss).contains(report.count)
    else { return nil }
    return report
  }

  private mutating func fill(from descriptor: Int32) throws(SystemCallError) {
    guard kept.isEmpty else {
      let batch = kept.prefix(slab.capacity)
      for (place, datagram) in batch.enumerated() {
        slab.place(datagram.span, from: 0, at: place)
      }
      places = 0..<batch.count
      kept.removeFirst(batch.count)
      return
    }
    try receive(from: descriptor)
  }

  /// Receives what waits in the socket, at least one datagram.
  private mutating func receive(from descriptor: Int32) throws(SystemCallError) {
    if hasEnded { throw SystemCallError("recvmmsg", .connectionReset) }
    wasFull = false
    let count: Int
    do {
      count = try slab.receive(from: descriptor, limit: slab.capacity).count
    } catch  where error.errno == .connectionReset {
      // The hub has gone without reading a request of ours; what it sent before can still be received.
      count = try slab.receive(from: descriptor, limit: slab.capacity).count
    }
    wasFull = count == slab.capacity
    let received = slab.received(count)
    // An empty datagram is the end: a hub sends none.
    let end = (0..<count).first { unsafe received.datagram(at: $0).isEmpty }
    places = 0..<(end ?? count)
    hasEnded = end != nil
    guard !places.isEmpty else { throw SystemCallError("recvmmsg", .connectionReset) }
    hasReceived = true
  }
}

extension HubInbox {
  /// What was found in the search for an answer.
  enum Finding {
    case answer
    /// A loss, in which the answer may have been.
    case loss
    case nothing
  }

  /// Keeps all that waits here, so that only what comes from now on is searched.
  mutating func keep() { kept = takeWaiting() + kept }

  private mutating func takeWaiting() -> [[UInt8]] {
    let received = slab.received(places.count, at: places.lowerBound)
    places = 0..<0
    return (0..<received.count).map { unsafe Array(received.datagram(at: $0)) }
  }

  /// Searches what waits in the socket for the acknowledgement of a token, and keeps all of it.
  ///
  /// - Throws: `EAGAIN` where nothing waits, and `ECONNRESET` at the end.
  mutating func search(
    for token: UInt32, from descriptor: Int32
  ) throws(SystemCallError) -> Finding {
    try receive(from: descriptor)
    var finding = Finding.nothing
    for place in places {
      if report(at: place) != nil { finding = .loss }
      let datagram = unsafe slab.received(1, at: place).datagram(at: 0)
      if case .acknowledgement(let answer)? = unsafe try? ConnectorMessage(
        decoding: datagram.bytes), answer.token == token &+ 1, answer.error == 0
      {
        finding = .answer
      }
    }
    kept += takeWaiting()
    return finding
  }
}
