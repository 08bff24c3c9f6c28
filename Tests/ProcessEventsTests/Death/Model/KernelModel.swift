import ProcessEvents
import TestSupport

/// As much of the kernel as there is to the death of a process: who lives, what each thread says when
/// it ends and when, and the status that the parent gets.
struct KernelModel {
  struct Message {
    /// Its place in the order of delivery.
    var delivery: UInt64
    var event: ProcessEvent
  }

  var now: UInt64 = 1_000_000_000
  var random: SeededGenerator
  private(set) var processes: [ModelProcess] = []
  private(set) var messages: [Message] = []
  private var idsFreeAt: [Int32: UInt64] = [:]
  private var lastID: Int32 = 100

  static let parent = TaskID(leaderOf: ProcessID(1))

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// All messages in the order in which a listener gets them.
  var delivered: [Message] { messages.sorted { $0.delivery < $1.delivery } }

  /// The process that has an id at a moment, and had it already at an earlier one.
  func bearer(of id: Int32, at instant: UInt64, since earlier: UInt64) -> Int? {
    processes.lastIndex { $0.id == id && $0.began <= earlier && $0.lives(at: instant) }
  }
}

extension KernelModel {
  mutating func fork() {
    let id = newID()
    processes.append(ModelProcess(id: id, began: now))
    say(.fork(Fork(parent: KernelModel.parent, child: task(id, of: id))), at: now)
  }

  mutating func startThread(of index: Int) {
    let id = newID()
    processes[index].threads.append(id)
    processes[index].quietUntil = now + ModelProcess.pause
    say(.fork(Fork(parent: KernelModel.parent, child: task(id, of: processes[index].id))), at: now)
  }

  /// One thread ends by itself; the last one's code is the process's.
  mutating func endThread(_ thread: Int32, of index: Int, code: UInt8) {
    let isLast = processes[index].threads.count == 1
    end(thread, of: index, at: now, says: .exited(code: code))
    processes[index].quietUntil = now + ModelProcess.pause
    if isLast {
      bury(index, at: now, status: .exited(code: code))
    } else if code != 0 {
      // Without the true status only a life that goes on tells this from a death.
      processes[index].quietUntil = now + 25_000_000
    }
  }

  /// `exit_group(2)` or a fatal signal: all threads end at about the same time.
  ///
  /// - Parameter loner: a thread that was just ending by itself, well, and may say so last of all.
  mutating func endGroup(_ index: Int, status: ExitStatus, loner: Int32? = nil) {
    var last = now
    let dumper = random.element(of: processes[index].threads.filter { $0 != loner })
    for thread in processes[index].threads.shuffled(using: &random) {
      let instant = now + random.number(in: 0...300_000)
      last = max(last, instant)
      if thread == loner {
        end(thread, of: index, at: instant, says: .exited(code: 0))
      } else if status.coreDumped && thread != dumper {
        end(thread, of: index, at: instant, says: ExitStatus(rawValue: status.rawValue & ~0x80))
      } else {
        end(thread, of: index, at: instant, says: status)
      }
    }
    bury(index, at: last, status: status)
  }

  /// A thread executes a program: the others end with 0, and it goes on with the leader's id.
  mutating func exec(_ thread: Int32, of index: Int) {
    let process = processes[index].id
    for other in processes[index].threads where other != thread {
      end(other, of: index, at: now + random.number(in: 0...20_000), says: .exited(code: 0))
    }
    if thread != process { free(thread, at: now) }
    processes[index].threads = [process]
    processes[index].quietUntil = now + ModelProcess.pause
  }
}

extension KernelModel {
  private func task(_ thread: Int32, of process: Int32) -> TaskID {
    TaskID(thread: ThreadID(thread), process: ProcessID(process))
  }

  private mutating func end(
    _ thread: Int32, of index: Int, at instant: UInt64, says status: ExitStatus
  ) {
    let process = processes[index].id
    processes[index].threads.removeAll { $0 == thread }
    if thread != process { free(thread, at: instant) }
    let exit = ThreadExit(
      task: task(thread, of: process), status: status, exitSignal: thread == process ? 17 : .max,
      parent: thread == process ? KernelModel.parent : TaskID(leaderOf: ProcessID(0)))
    say(.exit(exit), at: instant + random.number(in: 0...20_000))
  }

  private mutating func bury(_ index: Int, at instant: UInt64, status: ExitStatus) {
    processes[index].ended = instant
    processes[index].status = status
    free(processes[index].id, at: instant)
  }

  /// CPUs that send at the same time overtake each other, except that a beginning comes first.
  private mutating func say(_ payload: ProcessEvent.Payload, at instant: UInt64) {
    var delivery = instant
    if case .exit = payload { delivery += random.number(in: 0...5_000) }
    let event = ProcessEvent(
      time: KernelInstant(nanoseconds: instant), cpu: random.number(in: 0...3), sequence: 0,
      payload: payload)
    messages.append(Message(delivery: delivery, event: event))
  }

  /// Ids are few here, so that they come back soon; but never as soon as a late answer.
  private mutating func newID() -> Int32 {
    repeat {
      lastID = lastID == 399 ? 100 : lastID + 1
    } while idsFreeAt[lastID].map { $0 > now } ?? false
    idsFreeAt[lastID] = .max
    return lastID
  }

  private mutating func free(_ id: Int32, at instant: UInt64) {
    idsFreeAt[id] = instant + 100_000_000
  }
}
