internal import ConnectorProtocol
internal import KernelInterface
package import ProcessEvents

/// A subscription at one end of a transport: from the handshake to the one IGNORE that ends it.
package struct ConnectorSession: ~Copyable, Sendable {
  package let transport: any ConnectorTransport
  package let stage: FilterStage
  package private(set) var filter: KernelFilter
  package private(set) var counters = ConnectorCounters()

  private var events: EventStorage
  private var sequences = SequenceMeter()
  private var overflow: OverflowGauge?
  private var dropsSeen: UInt32
  /// Of the messages that the numbering shows to be missing, those told as lost; below zero while a drop
  /// is still to be told that the numbering does not show.
  private var missingTold: Int64 = 0
  private var lastTime: KernelInstant
  private var token: UInt32
  private var isHandedOn = false
  /// Whether it was begun by somebody else.
  package private(set) var isAdopted = false
  /// Since when drops may have gone unnoticed: the predecessor may have been told of an overflow that was not over,
  /// and the socket does not tell it again. Nil once it has been empty.
  private var unnoticedSince: KernelInstant?

  /// Subscribes.
  ///
  /// - Parameters:
  ///   - token: any number, best one that no other client uses.
  ///   - environment: consulted only where the kernel does not serve.
  package static func open(
    _ transport: any ConnectorTransport, filter: KernelFilter, buffer: ReceiveBuffer, token: UInt32,
    environment: () -> HostEnvironment
  ) throws(ConnectorError) -> ConnectorSession {
    var isWithHub = false
    if case .hub = transport.source { isWithHub = true }
    var handshake = Handshake(filter, token: token, isWithHub: isWithHub)
    do {
      try transport.setReceiveBuffer(buffer)
      let stage = try transport.perform(&handshake, environment: environment)
      let memory = try transport.memory()
      return ConnectorSession(
        transport, stage: stage, filter: filter, memory: memory, token: token &+ 4)
    } catch {
      if handshake.isListening { try? transport.send(ConnectorRequest(.ignore, token: token)) }
      throw transport.wrap(error, in: environment)
    }
  }

  /// Goes on with a subscription that somebody else has begun, and that still stands in the kernel: its mask and
  /// its filter are the socket's.
  ///
  /// - Parameters:
  ///   - filter: the one that it was begun with.
  ///   - stage: where its predecessor found that the kernel filters.
  ///   - dropsSeen: how many drops have been told as lost already; nil is all that there are.
  package static func adopt(
    _ transport: any ConnectorTransport, filter: KernelFilter, stage: FilterStage, token: UInt32,
    dropsSeen: UInt32?
  ) throws(ConnectorError) -> ConnectorSession {
    do {
      var memory = try transport.memory()
      if let dropsSeen { memory.drops = dropsSeen }
      var session = ConnectorSession(
        transport, stage: stage, filter: filter, memory: memory, token: token)
      session.isAdopted = true
      // Nobody knows how long before its end the predecessor had last looked.
      let since = dropsSeen == nil ? KernelInstant.now : KernelInstant(nanoseconds: 0)
      session.unnoticedSince = since
      session.lastTime = since
      return session
    } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  private init(
    _ transport: any ConnectorTransport, stage: FilterStage, filter: KernelFilter,
    memory: SocketMemory, token: UInt32
  ) {
    events = EventStorage(capacity: transport.capacity)
    self.transport = transport
    self.stage = stage
    self.filter = filter
    self.token = token
    dropsSeen = memory.drops
    counters.bufferSize = memory.limit
    lastTime = .now
    sequences.begin(at: lastTime)
  }

  /// Leaves the subscription to somebody who has a copy of the socket: it will not be ended here.
  ///
  /// - Parameter isHandedOn: false where it is to be ended after all.
  package mutating func handOn(_ isHandedOn: Bool = true) { self.isHandedOn = isHandedOn }

  /// How many drops have been told as lost, or were there at the beginning.
  package var dropsTold: UInt32 { dropsSeen }

  deinit {
    if isHandedOn { return }
    try? transport.send(ConnectorRequest(.ignore, token: token))
  }

  /// Takes what waits, at most one batch, without waiting.
  ///
  /// - Parameter body: gets the events in order, at most once; none may outlive the call.
  /// - Returns: what was lost right after these events, and whether the socket is empty.
  package mutating func receive(_ body: (Span<ProcessEvent>) -> Void) throws(ConnectorError)
    -> Reception
  {
    do {
      if isAdopted, let leftOvers = transport.takeLeftOvers() {
        decode(leftOvers)
        events.withSpan(body)
        counters.received &+= UInt64(events.count)
        return Reception(count: events.count, loss: nil, isDrained: false)
      }
      let room = transport.room
      var limit = min(overflow?.limit ?? room, room)
      var batch: ReceivedDatagrams?
      do {
        batch = try transport.receive(limit: limit)
      } catch  where error.errno == .noBufferSpace {
        if overflow == nil { overflow = OverflowGauge(try transport.memory()) }
        if overflow?.isAtLoss == true {
          return Reception(count: 0, loss: try settleOverflow(), isDrained: false)
        }
        limit = 1
        batch = try receiveOrNothing(limit: limit)
      } catch  where error.errno == .wouldBlock {}
      decode(batch)
      let count = batch?.count ?? 0
      events.withSpan(body)
      counters.received &+= UInt64(events.count)
      let isDrained = count < limit && !transport.hasMore
      try overflow?.received(count) { () throws(SystemCallError) in try transport.memory() }
      var loss: Loss?
      if overflow != nil, overflow?.isAtLoss == true || isDrained {
        loss = try settleOverflow()
      } else if Int64(sequences.missing) > missingTold {
        loss = try settleMissing()
      }
      if isDrained, loss == nil, let since = unnoticedSince.take() {
        loss = try settleOverflow()
        loss?.since = since
      }
      return Reception(count: events.count, loss: loss, isDrained: isDrained)
    } catch {
      throw transport.describe(error, in: HostEnvironment.current)
    }
  }

  /// Events dropped that no overflow has told of yet; to be asked at the end.
  package mutating func takeFinalLoss() throws(ConnectorError) -> Loss? {
    do { return try settleOverflow() } catch {
      throw transport.describe(error, in: HostEnvironment.current)
    }
  }

  /// Lets the kernel hold back something else from now on.
  ///
  /// What both filters let pass is never withheld; for a moment something may pass that neither does.
  package mutating func setFilter(_ filter: KernelFilter) throws(ConnectorError) {
    guard filter != self.filter else { return }
    do {
      if let program = filter.program(at: stage) {
        try transport.attachFilter(program)
      } else if self.filter.program(at: stage) != nil {
        try transport.detachFilter()
      }
      let mask = filter.mask(at: stage)
      if stage != .socketFilter, mask != self.filter.mask(at: stage) {
        try transport.setMask(mask, token: token)
        token &+= 1
      }
    } catch {
      throw transport.describe(error, in: HostEnvironment.current)
    }
    self.filter = filter
    if filter.isOpen(at: stage) { beginNumbering() }
  }

  /// The counters with the buffer's present state.
  package borrowing func currentCounters() -> ConnectorCounters {
    var counters = counters
    if let memory = try? transport.memory() { counters.bufferUsed = memory.used }
    return counters
  }
}

/// What one receive brought.
public struct Reception: Hashable, Sendable {
  /// Events.
  public var count: Int
  /// What was lost right after the events of this receive.
  public var loss: Loss?
  /// Whether nothing was left in the socket.
  public var isDrained: Bool
}

extension ConnectorSession {
  private func receiveOrNothing(limit: Int) throws(SystemCallError) -> ReceivedDatagrams? {
    do {
      return try transport.receive(limit: limit)
    } catch  where error.errno == .wouldBlock || error.errno == .noBufferSpace {
      return nil
    }
  }

  private mutating func decode(_ batch: ReceivedDatagrams?) {
    events.removeAll()
    guard let batch else { return }
    let isUnfiltered = filter.isOpen(at: stage)
    for index in 0..<batch.count {
      guard batch.senderPort(at: index) == 0 else {
        counters.rejected &+= 1
        continue
      }
      let datagram = unsafe batch.datagram(at: index)
      do {
        switch unsafe try ConnectorMessage(decoding: datagram.bytes) {
        case .event(let event):
          if isUnfiltered { sequences.record(event) }
          events.append(event)
        case .acknowledgement(let answer):
          // Every listener gets everybody's; they are numbered along with the events.
          if isUnfiltered { sequences.record(answer) }
        }
      } catch {
        counters.rejected &+= 1
      }
    }
    if let last = events.last { lastTime = last.time }
  }

  /// The loss that the socket's drop counter tells.
  private mutating func settleOverflow() throws(SystemCallError) -> Loss? {
    overflow = nil
    let drops = try transport.memory().drops
    let count = UInt64(drops &- dropsSeen)
    guard count > 0 else { return nil }
    dropsSeen = drops
    missingTold += Int64(count)
    return loss(of: count, place: .socketBuffer)
  }

  /// The loss that only gaps in the numbering tell: messages that the kernel could not even make.
  private mutating func settleMissing() throws(SystemCallError) -> Loss? {
    // A gap of an overflow shows with the next message, at once or after the overflow has been told.
    let drops = try transport.memory().drops
    let count = Int64(sequences.missing) - missingTold - Int64(drops &- dropsSeen)
    guard count > 0 else { return nil }
    missingTold += count
    return loss(of: UInt64(count), place: .kernelMemory)
  }

  /// Counts gaps from now on, but not those of drops that are there and have not been told.
  private mutating func beginNumbering() {
    let untold = ((try? transport.memory().drops) ?? dropsSeen) &- dropsSeen
    missingTold = -Int64(untold)
    sequences.begin(at: .now)
  }

  private mutating func loss(of count: UInt64, place: Loss.Place) -> Loss {
    counters.lost &+= count
    let now = KernelInstant.now
    return Loss(count: count, since: min(lastTime, now), until: now, place: place)
  }
}

extension ConnectorTransport {
  /// Goes the way of a handshake to its end.
  func perform(
    _ handshake: inout Handshake, environment: () -> HostEnvironment
  ) throws -> FilterStage {
    var action = handshake.start()
    while true {
      var answer = Handshake.Answer.done
      switch action {
      case .attachFilter(let program): try attachFilter(program)
      case .detachFilter: try detachFilter()
      case .join: try join()
      case .send(let request): try send(request)
      case .awaitAcknowledgement(let token):
        answer = try findAcknowledgement(of: token) ? .acknowledged : .silence
      case .finish(let stage): return stage
      case .giveUp: throw describeSilence(in: environment)
      }
      action = handshake.next(after: answer)
    }
  }

  /// Reads what waits; the kernel queues an acknowledgement before the request's send returns, a hub later.
  private func findAcknowledgement(of token: UInt32) throws(SystemCallError) -> Bool {
    while true {
      let batch: ReceivedDatagrams
      do {
        batch = try receive(limit: capacity)
      } catch  where error.errno == .wouldBlock {
        guard try waitForAnswer() else { return false }
        continue
      } catch  where error.errno == .noBufferSpace {
        continue
      }
      for index in 0..<batch.count where batch.senderPort(at: index) == 0 {
        let datagram = unsafe batch.datagram(at: index)
        if case .acknowledgement(let answer)? = unsafe try? ConnectorMessage(
          decoding: datagram.bytes), answer.token == token &+ 1, answer.error == 0
        {
          return true
        }
      }
    }
  }
}

extension ConnectorTransport {
  fileprivate func wrap(
    _ error: any Error, in environment: () -> HostEnvironment
  ) -> ConnectorError {
    switch error {
    case let error as ConnectorError: error
    case let error as SystemCallError: describe(error, in: environment)
    default: ConnectorError(.system("\(error)"), operation: "listen")
    }
  }
}

extension SequenceMeter {
  @inline(__always)
  fileprivate mutating func record(_ event: ProcessEvent) {
    record(cpu: event.cpu, sequence: event.sequence, time: event.time)
  }

  fileprivate mutating func record(_ answer: Acknowledgement) {
    record(cpu: answer.cpu, sequence: answer.sequence, time: answer.time)
  }
}
