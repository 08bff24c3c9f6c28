import ConnectorHub
import ConnectorProtocol
import EventRendering
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable

/// The whole way of an event from its datagram to its line, with a clock for each part.
struct Pipeline {
  private var hub: ScriptedKernel
  private let socket: ScriptedKernel.SocketID
  private var tracker = DeathTracker(observing: .all)
  private let filter: CompiledFilter
  private var table = ProcessTable()
  private var renderer = JSONRenderer(clock: WallClock(isUTC: true, offset: 0))
  private var datagrams: [UInt8] = []
  private var events: [ProcessEvent] = []
  private var line: [UInt8] = []
  private var number = 0

  /// Nanoseconds.
  struct Times {
    var decoding: UInt64 = 0
    var tracking: UInt64 = 0
    var filtering: UInt64 = 0
    var table: UInt64 = 0
    var rendering: UInt64 = 0
  }

  /// How many live at once.
  private static let alive = 64

  init() throws {
    hub = ScriptedKernel(.linux6_6)
    socket = hub.openSocket()
    hub.setReceiveBuffer(bytes: 1 << 30, of: socket)
    try hub.join(socket)
    try hub.send(
      ConnectorRequest(.listen, mask: EventMask.all.rawValue, token: 1).encoded().span, from: socket
    )
    filter = CompiledFilter(
      try Filter(parsing: "(fork or exec or exit) and pid > 1 and not thread"))
    line.reserveCapacity(1 << 20)
  }

  /// Lets so many events happen at the scripted kernel, and keeps their datagrams.
  mutating func prepare(_ count: Int) throws {
    for _ in 0..<count {
      hub.happen(nextEvent())
    }
    datagrams.removeAll(keepingCapacity: true)
    while let received = try? hub.receive(on: socket) {
      for datagram in received { datagrams += datagram.bytes }
    }
    // The acknowledgement may be among them.
    precondition(datagrams.count >= count * ConnectorWire.eventSize)
  }

  /// Takes what was prepared to its end, in batches as large as the connector's.
  mutating func run(into times: inout Times) {
    var begin = 0
    let batch = 256 * ConnectorWire.eventSize
    while begin < datagrams.count {
      let end = min(begin + batch, datagrams.count)
      run(begin..<end, &times)
      begin = end
    }
  }

  private mutating func run(_ range: Range<Int>, _ times: inout Times) {
    let datagrams = self.datagrams
    var moment = Clocks.monotonic
    let bytes = unsafe datagrams.span.extracting(range).bytes
    events.removeAll(keepingCapacity: true)
    for start in stride(from: 0, to: range.count, by: ConnectorWire.eventSize) {
      let datagram = bytes.extracting(start..<(start + ConnectorWire.eventSize))
      if case .event(let event)? = try? ConnectorMessage(decoding: datagram) {
        events.append(event)
      }
    }
    Self.pass(&moment, &times.decoding)
    for event in events { _ = tracker.observe(event) }
    tracker.settle(before: nil, now: events.last?.time ?? KernelInstant(nanoseconds: 0)) { _ in }
    Self.pass(&moment, &times.tracking)
    var matches = 0
    for event in events where filter.evaluate(event) == .true { matches += 1 }
    precondition(matches == events.count)
    Self.pass(&moment, &times.filtering)
    for event in events { table.observe(event) }
    if let last = events.last { table.expire(before: last.time) }
    Self.pass(&moment, &times.table)
    line.removeAll(keepingCapacity: true)
    for event in events {
      let process = event.task.map { table.description(of: $0.process, at: event.time) }
      renderer.render(ProcessElement(.event(event), process: process), into: &line)
    }
    Self.pass(&moment, &times.rendering)
  }

  private static func pass(_ moment: inout UInt64, _ time: inout UInt64) {
    let now = Clocks.monotonic
    time += now - moment
    moment = now
  }

  /// Processes are forked, execute and end; 20 us lie between two events.
  private mutating func nextEvent() -> ProcessEvent {
    defer { number += 1 }
    let (process, step) = (number / 3, number % 3)
    let parent = TaskID(leaderOf: ProcessID(812))
    let task = { (number: Int) in TaskID(leaderOf: ProcessID(Int32(1000 + number % 30_000))) }
    let payload: ProcessEvent.Payload =
      switch step {
      case 0: .fork(Fork(parent: parent, child: task(process)))
      // The first ones have nobody to end.
      case 1: .exec(task(process))
      case 2 where process < Self.alive: .exec(task(process))
      default:
        .exit(
          ThreadExit(
            task: task(process - Self.alive), status: .exited(code: 0), exitSignal: 17,
            parent: parent))
      }
    return ProcessEvent(
      time: KernelInstant(nanoseconds: UInt64(number + 1) * 20_000), cpu: 0, sequence: 0,
      payload: payload)
  }
}
