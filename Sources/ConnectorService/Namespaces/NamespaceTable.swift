package import ProcessEvents

/// The tasks of one PID namespace: the number of each, by its number in this process's own namespace.
///
/// A number belongs to a thread or to a process, whose first thread has the same. It stays for a while after the
/// last of its tasks has ended, until another task gets it at the latest.
package struct NamespaceTable: Sendable {
  private var entries: [Int32: Entry] = [:]
  /// The numbers that are given up, in the order of their ends.
  private var ended = EndedNumbers()
  private var nextSweep = NamespaceTable.firstSweep
  private var uses: UInt32 = 0

  private static let firstSweep = 4096

  package init() {}

  private struct Entry {
    /// 0 is not known.
    var number: Int32
    var process: Int32
    var isLiving = true
    /// Of a process: how many of its threads are living.
    var living = 0
    /// Tells the uses of one number apart.
    var use: UInt32
    /// The threads of a process share one; it is new with the program, as they are.
    var crew: UInt32
  }

  package var count: Int { entries.count }

  /// The numbers of a task there; nil where it is not visible there, or they are not known.
  package func numbers(of task: TaskID) -> TaskID? {
    guard let thread = entry(of: task), thread.number != 0 else { return nil }
    if task.isLeader { return TaskID(leaderOf: ProcessID(thread.number)) }
    guard let process = entry(of: TaskID(leaderOf: task.process)), process.number != 0 else {
      return nil
    }
    return TaskID(thread: ThreadID(thread.number), process: ProcessID(process.number))
  }

  /// Whether the task may be visible there with numbers that are not known.
  package func isUnknown(_ task: TaskID) -> Bool {
    entry(of: task)?.number == 0 || entry(of: TaskID(leaderOf: task.process))?.number == 0
  }

  /// A number's entry may still be of the thread of another process that had it before.
  private func entry(of task: TaskID) -> Entry? {
    guard let entry = entries[task.thread.rawValue], entry.process == task.process.rawValue
    else { return nil }
    return entry
  }

  /// Whether the task is visible there, or may be.
  package func mayContain(_ task: TaskID) -> Bool {
    entry(of: TaskID(leaderOf: task.process)) != nil
  }

  /// A task began.
  package mutating func began(_ task: TaskID, _ sight: Sight, at time: KernelInstant) {
    forget(before: time)
    let number = task.thread.rawValue
    switch sight {
    case .outside: remove(number, at: time)
    case .inside(let inner):
      insert(task, thread: inner.thread.rawValue, inner.process.rawValue, at: time)
    case .unknown: insert(task, thread: 0, 0, at: time)
    }
    if entries.count >= nextSweep { sweep() }
  }

  /// A thread ended.
  package mutating func ended(_ task: TaskID, at time: KernelInstant) {
    forget(before: time)
    end(task, at: time)
  }

  private mutating func end(_ task: TaskID, at time: KernelInstant) {
    let (thread, process) = (task.thread.rawValue, task.process.rawValue)
    guard var entry = entries[thread], entry.isLiving, entry.process == process else { return }
    entry.isLiving = false
    entries[thread] = entry
    if thread != process { ended.append(thread, use: entry.use, at: time) }
    left(entry, at: time)
  }

  /// A process executes another program: whichever thread did so is its first and only one from now on.
  package mutating func executed(_ process: ProcessID) {
    guard var entry = entries[process.rawValue], entry.process == process.rawValue else { return }
    uses &+= 1
    (entry.isLiving, entry.living, entry.crew) = (true, 1, uses)
    entries[process.rawValue] = entry
  }

  /// Takes in all tasks that are living there, after a loss: the others have ended, and since the number of each may
  /// have been given to a task somewhere else, nothing is known for certain of what is told about it.
  package mutating func replace(
    with tasks: [(task: TaskID, inner: TaskID)], at time: KernelInstant
  ) {
    forget(before: time)
    let living = Dictionary(tasks.map { ($0.task.thread.rawValue, $0.task) }) { $1 }
    let processes = Set(tasks.map { $0.task.process.rawValue })
    for (number, entry) in entries where living[number]?.process.rawValue != entry.process {
      if !processes.contains(entry.process) {
        entries[number]!.isLiving = false
        entries[number]!.living = 0
        entries[number]!.number = 0
        ended.append(number, use: entry.use, at: time)
      } else if number != entry.process {
        entries[number]!.number = 0
        end(TaskID(thread: ThreadID(number), process: ProcessID(entry.process)), at: time)
      } else if entry.isLiving {
        end(TaskID(leaderOf: ProcessID(number)), at: time)
      }
    }
    // First threads first, so that each process is there before its others.
    for leaders in [true, false] {
      for (task, inner) in tasks where task.isLeader == leaders {
        insert(task, thread: inner.thread.rawValue, inner.process.rawValue, at: time)
      }
    }
  }

  private mutating func insert(
    _ task: TaskID, thread: Int32, _ process: Int32, at time: KernelInstant
  ) {
    let (number, owner) = (task.thread.rawValue, task.process.rawValue)
    if let known = entries[number], known.isLiving, known.process == owner, known.number == thread,
      known.crew == entries[owner]?.crew
    {
      return  // A scan has met it before its own event.
    }
    remove(number, at: time)
    uses &+= 1
    if task.isLeader {
      entries[number] = Entry(number: thread, process: owner, living: 1, use: uses, crew: uses)
      return
    }
    if entries[owner] == nil {
      // Its first thread has ended before anybody looked.
      entries[owner] = Entry(
        number: process, process: owner, isLiving: false, use: uses, crew: uses)
    }
    entries[owner]!.living += 1
    entries[number] = Entry(
      number: thread, process: owner, use: uses, crew: entries[owner]!.crew)
  }

  /// Another task has the number.
  private mutating func remove(_ number: Int32, at time: KernelInstant) {
    guard let entry = entries.removeValue(forKey: number), entry.isLiving, entry.process != number
    else { return }
    left(entry, at: time)
  }

  /// One thread less is living in a process.
  private mutating func left(_ entry: Entry, at time: KernelInstant) {
    guard var owner = entries[entry.process], owner.crew == entry.crew else { return }
    owner.living -= 1
    entries[entry.process] = owner
    if owner.living <= 0 { ended.append(entry.process, use: owner.use, at: time) }
  }

  private mutating func forget(before time: KernelInstant) {
    while let (number, use) = ended.takeFirst(before: time) {
      guard let entry = entries[number], entry.use == use, !entry.isLiving, entry.living <= 0
      else { continue }
      entries[number] = nil
    }
  }

  /// A thread that executes a program gets the number of its process, and nobody tells the end of its own.
  private mutating func sweep() {
    entries = entries.filter { entries[$0.value.process] != nil }
    nextSweep = max(NamespaceTable.firstSweep, 2 * entries.count)
  }
}

/// Numbers whose tasks have ended, to be forgotten in their turn.
private struct EndedNumbers: Sendable {
  private var waiting: [(number: Int32, use: UInt32, time: KernelInstant)] = []
  private var head = 0

  /// Nanoseconds that a number stays known for: events about its task come late, and events name it as a parent.
  private static let retention: UInt64 = 1_000_000_000
  /// More are forgotten at once.
  private static let limit = 32_768

  mutating func append(_ number: Int32, use: UInt32, at time: KernelInstant) {
    waiting.append((number, use, time))
  }

  mutating func takeFirst(before time: KernelInstant) -> (number: Int32, use: UInt32)? {
    guard head < waiting.count else { return nil }
    let first = waiting[head]
    guard
      waiting.count - head > EndedNumbers.limit
        || first.time.advanced(byNanoseconds: EndedNumbers.retention) < time
    else { return nil }
    head += 1
    if head >= 1024 && head * 2 >= waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    return (first.number, first.use)
  }
}
