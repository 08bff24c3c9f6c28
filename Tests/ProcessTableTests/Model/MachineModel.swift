import ProcessConnector
import ProcessEvents
import TestSupport

@testable import ProcessTable

/// As much of a machine as there is to names: processes that fork, execute, rename themselves and end, what
/// the connector and the side band say of it and when, and what `/proc` would have said at any moment.
struct MachineModel {
  struct Told {
    var element: ConnectorElement
    /// The name that the process really had.
    var name: String
    /// Which of the processes, the same id being another one's later.
    var person: Int
  }

  struct Process {
    let id: Int32
    let person: Int
    let forkedBy: Int32
    let parent: Int
    let began: UInt64
    var ended: UInt64 = .max
    /// The names one after the other, with the times from which on they hold.
    var names: [(since: UInt64, name: String)]
    /// While a program is being loaded, `/proc/PID/cmdline` is empty.
    var loadings: [Range<UInt64>] = []
    /// Threads other than the first.
    var threads: [Thread] = []

    struct Thread {
      let id: Int32
      var name: String
      let began: UInt64
      var ended: UInt64 = .max
    }

    func threads(at instant: UInt64) -> [Thread] {
      threads.filter { $0.began <= instant && $0.ended > instant }
    }

    func name(at instant: UInt64) -> String {
      names.last { $0.since <= instant }?.name ?? "?"
    }
  }

  var now: UInt64 = 1_000_000_000
  var random: SeededGenerator
  private(set) var processes: [Process] = []
  private(set) var told: [Told] = []
  private(set) var records: [SideBandRecord] = []
  private var lastID: Int32 = 2
  private var lastThread: Int32 = 100_000
  private let idCount: Int32
  private var freeAt: [Int32: UInt64] = [:]

  /// - Parameter idCount: how many ids there are before the first comes again.
  init(seed: UInt64, idCount: Int32) {
    random = SeededGenerator(seed: seed)
    self.idCount = idCount
    processes = [
      Process(
        id: 1, person: 0, forkedBy: 0, parent: 0, began: 0, names: [(0, "init")])
    ]
  }

  var living: [Int] { processes.indices.filter { processes[$0].ended == .max } }

  /// Lets something happen.
  mutating func act() {
    now += random.number(in: 1_000...400_000)
    let living = living
    let actor = random.element(of: living)
    switch random.number(in: 0...99) {
    case 0..<35 where living.count < Int(idCount) / 2: fork(actor)
    case 35..<60: exec(actor)
    case 60..<66: rename(actor)
    case 66..<70: startThread(of: actor)
    default: if actor != 0 { end(actor) }
    }
  }

  func facts(of id: Int32, at instant: UInt64) -> ProcessFacts? {
    // A zombie stays for a moment.
    guard
      let process = processes.last(where: {
        $0.id == id && $0.began <= instant && ($0.ended == .max || instant < $0.ended + 20_000)
      })
    else { return nil }
    var facts = ProcessFacts(
      process: ProcessID(id), readAt: KernelInstant(nanoseconds: instant),
      start: KernelInstant(nanoseconds: process.began / 10_000_000 * 10_000_000),
      name: CommandName(process.name(at: instant)), parent: ProcessID(process.forkedBy),
      state: UInt8(ascii: process.ended <= instant ? "Z" : "S"),
      threadCount: UInt32(1 + process.threads(at: instant).count))
    let isLoading = process.loadings.contains { $0.contains(instant) }
    if process.ended > instant, !isLoading { facts.arguments = [process.name(at: instant)] }
    return facts
  }

  func scan(at instant: UInt64) -> [ProcessFacts] {
    processes.indices.filter { processes[$0].began <= instant && processes[$0].ended > instant }
      .compactMap { facts(of: processes[$0].id, at: instant) }
  }
}

extension MachineModel {
  private func task(_ index: Int) -> TaskID { TaskID(leaderOf: ProcessID(processes[index].id)) }

  private mutating func tell(_ index: Int, at time: UInt64, _ payload: ProcessEvent.Payload) {
    let event = ProcessEvent(
      time: KernelInstant(nanoseconds: time), cpu: 0, sequence: 0, payload: payload)
    told.append(
      Told(
        element: .event(event), name: processes[index].name(at: time),
        person: processes[index].person))
  }

  private mutating func record(at time: UInt64, _ payload: SideBandRecord.Payload) {
    records.append(SideBandRecord(time: KernelInstant(nanoseconds: time), payload: payload))
  }

  private mutating func fork(_ parent: Int) {
    repeat {
      lastID = lastID >= idCount ? 2 : lastID + 1
    } while freeAt[lastID].map { $0 > now } ?? false
    freeAt[lastID] = .max
    var forker = task(parent)
    var name = processes[parent].name(at: now)
    if let thread = processes[parent].threads(at: now).first, random.once(in: 2) {
      forker.thread = ThreadID(thread.id)
      name = thread.name
    }
    processes.append(
      Process(
        id: lastID, person: processes.count, forkedBy: processes[parent].id, parent: parent,
        began: now, names: [(now, name)]))
    let child = processes.count - 1
    tell(child, at: now, .fork(Fork(parent: task(parent), child: task(child))))
    now += random.number(in: 500...3_000)
    record(at: now, .fork(child: task(child), parent: forker))
  }

  private mutating func exec(_ index: Int) {
    let name = "program\(random.number(in: 0...30))"
    endThreads(of: index)
    let begin = now
    processes[index].names.append((now, name))
    record(at: now, .comm(task(index), CommandName(name), isExec: true))
    now += random.number(in: 1_000...200_000)
    record(at: now, .map(task(index), path: "/bin/\(name)"))
    now += 1_000
    processes[index].loadings.append(begin..<now)
    tell(index, at: now, .exec(task(index)))
  }

  private mutating func rename(_ index: Int) {
    let name = "renamed\(random.number(in: 0...30))"
    processes[index].names.append((now, name))
    record(at: now, .comm(task(index), CommandName(name), isExec: false))
    now += random.number(in: 100...2_000)
    tell(index, at: now, .comm(NameChange(task: task(index), name: CommandName(name))))
  }

  private mutating func startThread(of index: Int) {
    lastThread += 1
    let thread = lastThread
    let id = TaskID(thread: ThreadID(thread), process: ProcessID(processes[index].id))
    record(at: now, .fork(child: id, parent: task(index)))
    processes[index].threads.append(
      Process.Thread(id: thread, name: processes[index].name(at: now), began: now))
    guard random.once(in: 2) else { return }
    now += 5_000
    let name = "thread\(random.number(in: 0...9))"
    processes[index].threads[processes[index].threads.count - 1].name = name
    record(at: now, .comm(id, CommandName(name), isExec: false))
  }

  private mutating func endThreads(of index: Int) {
    for number in processes[index].threads.indices
    where processes[index].threads[number].ended == .max {
      now += 1_000
      processes[index].threads[number].ended = now
      let thread = ThreadID(processes[index].threads[number].id)
      record(at: now, .exit(TaskID(thread: thread, process: ProcessID(processes[index].id))))
    }
  }

  private mutating func end(_ index: Int) {
    let id = processes[index].id
    record(at: now, .exit(task(index)))
    endThreads(of: index)
    now += random.number(in: 500...5_000)
    processes[index].ended = now
    let death = ProcessDeath(
      process: ProcessID(id), parent: ProcessID(processes[index].forkedBy),
      status: .exited(code: random.number(in: 0...3)), time: KernelInstant(nanoseconds: now),
      cpu: 0)
    told.append(
      Told(
        element: .death(death), name: processes[index].name(at: now),
        person: processes[index].person))
    freeAt[id] = now + 30_000
  }
}
