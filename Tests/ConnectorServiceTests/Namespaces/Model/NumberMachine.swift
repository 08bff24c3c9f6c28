import ConnectorHub
import ProcessEvents
import TestSupport

@testable import ConnectorService

/// A machine with nested PID namespaces whose tasks begin and end, and what its kernel tells of them.
struct NumberMachine: TaskNumberSource {
  /// Each namespace's parent; the initial one is 0 and has none.
  private(set) var parents: [Int] = [-1]
  private(set) var tasks: [Int32: Task] = [:]
  private var nextNumbers: [Int] = [0]
  private var numbersInUse: [Set<Int32>] = [[]]
  private(set) var time: UInt64 = 1_000_000_000
  private var random: SeededGenerator
  let recordsForks: Bool
  private var slots: [PIDNamespace] = []
  private var pending: [(visible: UInt64, record: ForkRecord)] = []
  private var records = ForkRecords()

  struct Task {
    var id: TaskID
    /// Numbers of thread and process, from the initial namespace inwards.
    var numbers: [(namespace: Int, id: TaskID)]
    var isZombie = false
  }

  /// An event with what is true of its task: its numbers by namespace.
  struct Told {
    var event: ProcessEvent
    var numbers: [Int: TaskID]
  }

  init(seed: UInt64, recordsForks: Bool) {
    random = SeededGenerator(seed: seed)
    self.recordsForks = recordsForks
    let first = makeTask(in: 0, process: nil)
    _ = first
  }

  static let limit: Int32 = 300

  static func name(_ namespace: Int) -> PIDNamespace {
    PIDNamespace(rawValue: UInt64(4_000_000_000 + namespace))
  }

  var now: KernelInstant { KernelInstant(nanoseconds: time) }

  private func path(_ namespace: Int) -> [Int] {
    var path = [namespace]
    while parents[path[0]] >= 0 { path.insert(parents[path[0]], at: 0) }
    return path
  }

  private mutating func number(in namespace: Int) -> Int32 {
    repeat {
      nextNumbers[namespace] = nextNumbers[namespace] % Int(Self.limit) + 1
    } while numbersInUse[namespace].contains(Int32(nextNumbers[namespace]))
    numbersInUse[namespace].insert(Int32(nextNumbers[namespace]))
    return Int32(nextNumbers[namespace])
  }

  private mutating func makeTask(in namespace: Int, process: Task?) -> Task {
    var numbers: [(namespace: Int, id: TaskID)] = []
    for (place, level) in path(namespace).enumerated() {
      let number = number(in: level)
      let owner = process.map { $0.numbers[place].id.process } ?? ProcessID(number)
      numbers.append((level, TaskID(thread: ThreadID(number), process: owner)))
    }
    let task = Task(id: numbers[0].id, numbers: numbers)
    tasks[task.id.thread.rawValue] = task
    return task
  }

  private mutating func remove(_ thread: Int32) {
    guard let task = tasks.removeValue(forKey: thread) else { return }
    for (namespace, id) in task.numbers { numbersInUse[namespace].remove(id.thread.rawValue) }
  }

  private func told(_ task: Task, _ payload: ProcessEvent.Payload) -> Told {
    Told(
      event: ProcessEvent(time: now, cpu: 0, sequence: 0, payload: payload),
      numbers: Dictionary(uniqueKeysWithValues: task.numbers.map { ($0.namespace, $0.id) }))
  }
}

extension NumberMachine {
  /// Does one thing, and gives the events of it.
  mutating func step() -> [Told] {
    // All numbers come round in some seconds, as on a busy machine.
    time += UInt64(random.number(in: 1_000_000...19_000_000))
    let living = tasks.values.filter { !$0.isZombie }
      .sorted { $0.id.thread.rawValue < $1.id.thread.rawValue }
    let actor = random.element(of: living)
    if living.count < 12 || (living.count < 60 && random.once(in: 2)) { return fork(by: actor) }
    if random.once(in: 12) { return execute(actor) }
    return end(actor)
  }

  private mutating func fork(by actor: Task) -> [Told] {
    var namespace = actor.numbers.last!.namespace
    let isThread = random.once(in: 3)
    if !isThread, random.once(in: 6) {
      // One below, new or by setns(2).
      let below = parents.indices.filter { path($0).contains(namespace) }
      if parents.count < 6, random.once(in: 2) {
        parents.append(namespace)
        nextNumbers.append(0)
        numbersInUse.append([])
        namespace = parents.count - 1
      } else {
        namespace = random.element(of: below)
      }
    }
    let task = makeTask(in: namespace, process: isThread ? actor : nil)
    let told = told(
      task, .fork(Fork(parent: TaskID(leaderOf: actor.id.process), child: task.id)))
    record(task)
    return [told]
  }

  private mutating func record(_ task: Task) {
    guard recordsForks else { return }
    let delay = random.once(in: 4) ? random.number(in: 1...30_000_000) : 0
    var covered: UInt64 = 0
    var seen: [(slot: Int, task: TaskID)] = []
    for (slot, name) in slots.enumerated() {
      covered |= 1 << UInt64(slot)
      for (namespace, id) in task.numbers where Self.name(namespace) == name {
        seen.append((slot, id))
      }
    }
    if random.once(in: 40) {
      pending.append(
        (time + UInt64(delay), .init(child: task.id, time: .init(nanoseconds: 0), covered: 0)))
      return
    }
    pending.append(
      (
        time + UInt64(delay),
        ForkRecord(
          child: task.id, time: KernelInstant(nanoseconds: time + UInt64(delay)), covered: covered,
          seen: seen)
      ))
  }

  private func threads(of process: ProcessID) -> [Task] {
    tasks.values.filter { $0.id.process == process && !$0.isZombie }
      .sorted { $0.id.thread.rawValue < $1.id.thread.rawValue }
  }

  private mutating func exit(_ task: Task) -> Told {
    let told = told(
      task,
      .exit(
        ThreadExit(
          task: task.id, status: .exited(code: 0), exitSignal: 17,
          parent: TaskID(leaderOf: ProcessID(1)))))
    if task.id.isLeader {
      tasks[task.id.thread.rawValue]?.isZombie = true
    } else {
      remove(task.id.thread.rawValue)
    }
    if threads(of: task.id.process).isEmpty { remove(task.id.process.rawValue) }
    return told
  }

  private mutating func end(_ actor: Task) -> [Told] {
    // The machine's first process goes on.
    if actor.id.process.rawValue == 1 { return [] }
    return [exit(actor)]
  }

  private mutating func execute(_ actor: Task) -> [Told] {
    var events: [Told] = []
    var actor = actor
    for other in threads(of: actor.id.process) where other.id.thread != actor.id.thread {
      events.append(
        told(
          other,
          .exit(
            ThreadExit(
              task: other.id, status: .exited(code: 0), exitSignal: 17,
              parent: TaskID(leaderOf: ProcessID(1))))))
      if !other.id.isLeader { remove(other.id.thread.rawValue) }
    }
    if !actor.id.isLeader, let leader = tasks[actor.id.process.rawValue] {
      let numbers = actor.numbers
      tasks[actor.id.thread.rawValue] = nil
      for (namespace, id) in numbers { numbersInUse[namespace].remove(id.thread.rawValue) }
      actor = leader
      actor.isZombie = false
      tasks[actor.id.thread.rawValue] = actor
    }
    events.append(told(actor, .exec(actor.id)))
    return events
  }
}

extension NumberMachine {
  mutating func follow(_ namespace: PIDNamespace) -> Int? {
    guard recordsForks else { return nil }
    slots.append(namespace)
    return slots.count - 1
  }

  mutating func unfollow(_ namespace: PIDNamespace) {}

  mutating func record(of child: TaskID, at time: KernelInstant, cpu: UInt32) -> ForkRecord? {
    for entry in pending where entry.visible <= self.time {
      if entry.record.time.nanoseconds == 0 {
        records.wereLost(before: KernelInstant(nanoseconds: entry.visible))
      } else {
        records.append(entry.record)
      }
    }
    pending.removeAll { $0.visible <= self.time }
    return records.take(child, at: time)
  }

  private func chain(_ task: Task) -> NumberChain {
    NumberChain(task.numbers.dropFirst().map { .init(Self.name($0.namespace), $0.id) })
  }

  mutating func chain(of task: TaskID) -> NumberChain? {
    tasks[task.thread.rawValue].map { chain($0) }
  }

  mutating func namespacesForChildren(of task: TaskID) -> [PIDNamespace]? {
    // Any may be those for the children; a parent that is there lets all below be.
    guard let parent = tasks[task.thread.rawValue] else { return nil }
    let own = parent.numbers.last!.namespace
    return parents.indices.filter { path($0).contains(own) }.map { Self.name($0) }
  }

  mutating func scan(_ body: (TaskID, NumberChain) -> Void) {
    for task in tasks.values where !task.isZombie && task.numbers.count > 1 {
      body(task.id, chain(task))
    }
  }
}
