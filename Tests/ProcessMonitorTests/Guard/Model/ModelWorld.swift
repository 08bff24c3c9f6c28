import ProcessEvents
import ProcessMonitor
import ProcessTable
import TestSupport

/// Processes that are born, die and hand their ids on, and a socket that tells their abnormal ends: what the kernel
/// does, as far as the engine can notice.
struct ModelWorld {
  struct Process {
    let identity: ProcessIdentity
    var end: (time: UInt64, status: ExitStatus)?
    var isReaped = false
    /// Whether the daemon has a descriptor of it.
    var isHeld = false
  }

  static let boot = BootID(high: 7, low: 8)
  static let tick: UInt64 = 10_000_000
  private static let ids = Int32(1)...14

  var random: SeededGenerator
  private(set) var now: UInt64 = 1_000_000_000
  /// By identity; what is over stays.
  private(set) var processes: [ProcessIdentity: Process] = [:]
  private var holders: [ProcessID: ProcessIdentity] = [:]
  private var freedAt: [ProcessID: UInt64] = [:]
  /// Ends whose events have yet to be made.
  private var dying: [(at: UInt64, process: ProcessIdentity, status: ExitStatus)] = []

  /// The socket.
  var queue: [ProcessDeath] = []
  var room: Int
  private(set) var drops = 0
  var isCongested = false
  /// Nobody holds the socket any more.
  var isClosed = false

  init(random: SeededGenerator, room: Int) {
    self.random = random
    self.room = room
  }

  var living: [ProcessIdentity] {
    processes.values.filter { $0.end == nil }.map(\.identity)
      .sorted { ($0.startTicks, $0.process.rawValue) < ($1.startTicks, $1.process.rawValue) }
  }

  func holder(of id: ProcessID) -> ProcessIdentity? { holders[id] }

  mutating func setHeld(_ process: ProcessIdentity, _ isHeld: Bool) {
    processes[process]?.isHeld = isHeld
  }

  mutating func closeAllDescriptors() {
    for process in processes.keys { processes[process]?.isHeld = false }
  }

  /// Some time goes by, in which things happen.
  mutating func elapse(_ nanoseconds: UInt64) {
    let end = now + nanoseconds
    while now < end {
      now = min(end, now + random.number(in: 1_000_000...60_000_000))
      makeEvents()
      happen()
    }
  }

  /// Time goes by in which nothing happens but what is under way.
  mutating func rest(_ nanoseconds: UInt64) {
    now += nanoseconds
    makeEvents()
  }

  private mutating func makeEvents() {
    let due = dying.filter { $0.at <= now }.sorted { $0.at < $1.at }
    dying.removeAll { $0.at <= now }
    guard !isClosed else { return }
    for event in due {
      guard !isCongested, queue.count < room else {
        isCongested = true
        drops += 1
        continue
      }
      queue.append(
        ProcessDeath(
          process: event.process.process, parent: ProcessID(1), status: event.status,
          time: KernelInstant(nanoseconds: event.at), cpu: 0))
    }
  }

  private mutating func happen() {
    switch random.number(in: 0...3) {
    case 0: bear()
    case 1:
      guard let process = living.isEmpty ? nil : random.element(of: living) else { return }
      end(process)
    case 2:
      let zombies = processes.values.filter { $0.end != nil && !$0.isReaped }.map(\.identity)
        .sorted { $0.startTicks < $1.startTicks }
      if !zombies.isEmpty { reap(random.element(of: zombies)) }
    default: break
    }
  }

  private mutating func bear() {
    let id = ProcessID(random.number(in: Self.ids))
    // An id comes back only after all others have been used.
    guard holders[id] == nil, freedAt[id].map({ $0 + 600_000_000 < now }) ?? true else { return }
    let identity = ProcessIdentity(boot: Self.boot, process: id, startTicks: now / Self.tick)
    processes[identity] = Process(identity: identity)
    holders[id] = identity
  }

  private mutating func end(_ process: ProcessIdentity) {
    let statuses: [ExitStatus] = [
      .exited(code: 0), .exited(code: 0), .exited(code: 3), .signaled(.kill),
      .signaled(.segmentationFault, coreDumped: true),
    ]
    let status = random.element(of: statuses)
    processes[process]?.end = (now, status)
    // Most events are made at once, some after the parent has been told and has reaped.
    let delay: UInt64 = random.once(in: 4) ? random.number(in: 0...400_000_000) : 0
    if status.isAbnormal { dying.append((now + delay, process, status)) }
    if delay == 0 { makeEvents() }
    if random.once(in: 2) { reap(process) }
  }

  private mutating func reap(_ process: ProcessIdentity) {
    processes[process]?.isReaped = true
    holders[process.process] = nil
    freedAt[process.process] = now
  }
}
