internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// Decides which readers get an element: each distinct filter is asked once, each line made once for those who see the
/// same facts. It performs no effect but filling the readers' queues.
struct Distribution: Sendable {
  private struct Member: Sendable {
    let id: UInt64
    let reader: FeedReader
    /// Told from this moment on; the future until it has been admitted.
    var since = KernelInstant(nanoseconds: .max)
  }

  /// Readers of the same lines.
  private struct Channel: Sendable {
    let rendering: Int
    var members: [Member]
    var lines = FeedChunkBuilder()
  }

  /// Channels with the same filter.
  private struct Group: Sendable {
    let condition: Filter
    /// Nil where everything passes.
    let compiled: CompiledFilter?
    /// Whether it asks for arguments, and for one who may see his own alone.
    let asksForOwnArguments: Bool
    var channels: [Channel]
  }

  /// The line of the present element with some facts.
  private struct Rendering: Sendable {
    let details: ProcessDetails
    let viewsOwn: Bool
    var line: [UInt8] = []
    var isMade = false
  }

  private var groups: [Group] = []
  private var renderings: [Rendering] = []
  private var renderer: JSONRenderer
  /// See ``FeedCounters``.
  private(set) var undecided: UInt64 = 0
  private(set) var lostBefore: UInt64 = 0

  init(clock: WallClock = WallClock(isUTC: true)) { renderer = JSONRenderer(clock: clock) }

  var isEmpty: Bool { groups.isEmpty }

  /// Adds a reader, who is told nothing until ``admit(_:since:)``.
  ///
  /// - Parameter compiled: of the request's condition.
  mutating func add(
    _ id: UInt64, _ reader: FeedReader, _ request: FeedRequest, _ compiled: CompiledFilter
  ) {
    let group = group(for: request, compiled)
    let rendering = rendering(for: request)
    let member = Member(id: id, reader: reader)
    if let channel = groups[group].channels.firstIndex(where: { $0.rendering == rendering }) {
      groups[group].channels[channel].members.append(member)
    } else {
      groups[group].channels.append(Channel(rendering: rendering, members: [member]))
    }
  }

  private mutating func group(for request: FeedRequest, _ compiled: CompiledFilter) -> Int {
    let condition = compiled.filter
    if let known = groups.firstIndex(where: { $0.condition == condition }) { return known }
    groups.append(
      Group(
        condition: condition, compiled: condition == .all ? nil : compiled,
        asksForOwnArguments: request.viewer != .everything
          && request.filter.lookups.contains(.arguments), channels: []))
    return groups.count - 1
  }

  private mutating func rendering(for request: FeedRequest) -> Int {
    let details = request.shownDetails
    let viewsOwn = details.contains(.arguments) && request.viewer != .everything
    let known = renderings.firstIndex { $0.details == details && $0.viewsOwn == viewsOwn }
    if let known { return known }
    renderings.append(Rendering(details: details, viewsOwn: viewsOwn))
    return renderings.count - 1
  }

  /// Tells a reader what happens from now on.
  mutating func admit(_ id: UInt64, since instant: KernelInstant) {
    forEachChannel { channel in
      for index in channel.members.indices where channel.members[index].id == id {
        channel.members[index].since = instant
      }
    }
  }

  mutating func remove(_ id: UInt64) {
    forEachChannel { $0.members.removeAll { $0.id == id } }
    for index in groups.indices { groups[index].channels.removeAll { $0.members.isEmpty } }
    groups.removeAll { $0.channels.isEmpty }
    if groups.isEmpty { renderings = [] }
  }

  private mutating func forEachChannel(_ body: (inout Channel) -> Void) {
    for group in groups.indices {
      for channel in groups[group].channels.indices { body(&groups[group].channels[channel]) }
    }
  }
}

extension Distribution {
  /// To be called before each batch.
  mutating func begin() { renderer.adjustClock() }

  mutating func take(
    _ element: ConnectorElement, _ proof: OutOfMemoryProof?, _ table: borrowing ProcessTable
  ) {
    if case .lost(let loss) = element { return take(loss) }
    for index in renderings.indices { renderings[index].isMade = false }
    for group in groups.indices {
      switch truth(of: groups[group], element, table) {
      case .true: break
      case .undecided:
        undecided &+= 1
        continue
      case .false: continue
      }
      for channel in groups[group].channels.indices {
        let rendering = groups[group].channels[channel].rendering
        if !renderings[rendering].isMade { render(element, proof, table, rendering) }
        groups[group].channels[channel].lines.append(
          renderings[rendering].line, at: element.time)
      }
    }
  }

  private func truth(
    of group: Group, _ element: ConnectorElement, _ table: borrowing ProcessTable
  ) -> Filter.Truth {
    guard let compiled = group.compiled else { return .true }
    if group.asksForOwnArguments, let process = element.task?.process,
      table.hasForeignArguments(process, at: element.time)
    {
      return .undecided
    }
    return compiled.evaluate(element, fields: table)
  }

  /// Losses are told to everybody: they are counts, and nobody knows of what.
  private mutating func take(_ loss: Loss) {
    lostBefore &+= loss.count
    var line: [UInt8] = []
    renderer.render(ProcessElement(.lost(loss)), into: &line)
    forEachChannel { $0.lines.append(line, at: loss.until, loss: loss) }
  }

  private mutating func render(
    _ element: ConnectorElement, _ proof: OutOfMemoryProof?, _ table: borrowing ProcessTable,
    _ index: Int
  ) {
    var process: ProcessDescription?
    if let task = element.task {
      process = table.description(
        of: task.process, at: element.time, details: renderings[index].details)
      process?.outOfMemory = proof
      if renderings[index].viewsOwn, table.hasForeignArguments(task.process, at: element.time) {
        process?.arguments = .unknown
      }
    }
    renderings[index].isMade = true
    renderings[index].line.removeAll(keepingCapacity: true)
    renderer.render(
      ProcessElement(element, process: process), into: &renderings[index].line)
  }

  /// Hands the lines of a batch to their readers.
  mutating func deliver() {
    forEachChannel { channel in
      guard let chunk = channel.lines.finish() else { return }
      for member in channel.members {
        if let told = chunk.since(member.since) { member.reader.offer(told) }
      }
    }
  }
}

extension CompiledFilter {
  /// What it says of an event or a death; true for losses.
  fileprivate func evaluate(
    _ element: ConnectorElement, fields table: borrowing ProcessTable
  ) -> Filter.Truth {
    switch element {
    case .event(let event): evaluate(event, fields: table)
    case .death(let death): evaluate(death, fields: table)
    case .lost: .true
    }
  }
}
