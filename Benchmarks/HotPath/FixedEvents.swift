import ProcessEvents

/// The same events every time: processes that are forked, execute and end, a tenth of them abnormally, many of them
/// at once.
struct FixedEvents {
  /// In the order of their times.
  let events: [ProcessEvent]

  /// How many live at once.
  private static let alive = 64

  /// - Parameter count: events; a third as many processes.
  init(_ count: Int) {
    var events: [ProcessEvent] = []
    events.reserveCapacity(count + 3)
    var number = 0
    while events.count < count {
      events.append(Self.event(of: number, .fork, at: events.count))
      events.append(Self.event(of: number, .exec, at: events.count))
      if number >= Self.alive {
        events.append(Self.event(of: number - Self.alive, .exit, at: events.count))
      }
      number += 1
    }
    events.removeLast(events.count - count)
    self.events = events
  }

  static let parent = TaskID(leaderOf: ProcessID(812))

  static func task(_ number: Int) -> TaskID {
    TaskID(leaderOf: ProcessID(Int32(1000 + number % 30_000)))
  }

  static func time(_ position: Int) -> KernelInstant {
    KernelInstant(nanoseconds: 5_000_000_000 + UInt64(position) * 20_000)
  }

  static func status(_ number: Int) -> ExitStatus {
    number % 10 == 3 ? .exited(code: UInt8(1 + number % 7)) : .exited(code: 0)
  }

  enum Kind { case fork, exec, exit }

  static func event(of number: Int, _ kind: Kind, at position: Int) -> ProcessEvent {
    let task = task(number)
    let payload: ProcessEvent.Payload =
      switch kind {
      case .fork: .fork(Fork(parent: parent, child: task))
      case .exec: .exec(task)
      case .exit:
        .exit(ThreadExit(task: task, status: status(number), exitSignal: 17, parent: parent))
      }
    return ProcessEvent(
      time: time(position), cpu: UInt32(number % 4), sequence: UInt32(truncatingIfNeeded: position),
      payload: payload)
  }
}
