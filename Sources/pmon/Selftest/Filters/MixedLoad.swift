internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Children that between them do all that a filter can ask about.
struct MixedLoad {
  /// The program that acts; pmon itself.
  private let program: String
  /// Those that have begun.
  private(set) var processes: Set<ProcessID> = []

  init(program: String = Actor.thisProgram) { self.program = program }

  /// Numbers that the children's events have, by field; process ids as far as they can be foretold.
  static func numbers(after process: Int32) -> [Filter.NumberField: [UInt32]] {
    let processes = (1...60).map { UInt32(process) + $0 }
    return [
      .pid: processes, .tid: processes, .ppid: [UInt32(HostFacts.processID)],
      .code: [0, 1, 3, 4, 5, 127, 255], .signal: [2, 6, 9, 10, 11, 15],
      .status: [0, 1 << 8, 3 << 8, 5 << 8, 255 << 8, 6, 9, 15, 0x86, 0x8B], .cpu: [0, 1],
      .ruid: [0, 65_534], .euid: [0, 65_534], .rgid: [0, 65_534], .egid: [0, 65_534],
      .tracer: [0] + processes,
    ]
  }

  static let names = ["pmon self-test", "fifteen letters", "a\tb", "é", ""]

  private static let actors: [Actor] =
    [0, 3, 1, 3, 4, 127, 255, 3, 0].map(Actor.exit)
    + [15, 9, 2, 6, 11, 10].map(Actor.signal)
    + [.setUser(65_534), .setGroup(65_534), .becomeSessionLeader]
    + names.map(Actor.rename)
    + [
      .leaveEarly(code: 3), .leaveEarly(code: 0), .crew(code: 5), .crew(code: 0),
      .crewSignal(Signal.kill.rawValue), .crewSignal(Signal.abort.rawValue),
    ]

  /// Runs all of them, and calls `pause` after each.
  ///
  /// Who looks only after a process has gone cannot tell the end of a thread with a code of its own from
  /// the process's (see `ExitTests`). So `pause` is also called while one is without such a thread.
  mutating func run(pause: () throws -> Void) throws {
    // It joins the group before the others, and the kernel serves it after them.
    var threads = try FilterTap(.exit && .thread, subject: .threads, stage: .socketFilter)
    let target = try Actor.live.start(program)
    processes.insert(ProcessID(target.id))
    do {
      for actor in MixedLoad.actors {
        let child = try start(actor)
        if actor.waitsWithinCrew {
          _ = try threads.processes { $0.contains(ProcessID(child.id)) }
          try pause()
          // Before Linux 6.15 only silence for more than 10 ms tells that the process outlived the thread.
          ProcessActions.sleep(milliseconds: 30)
          try child.send(signal: Actor.goAhead.rawValue)
        }
        _ = try child.wait()
        try pause()
      }
      // By now the target allows its tracing; if the kernel does not, nothing happens, for all alike.
      _ = try start(.trace(target.id)).wait()
    } catch {
      end(target)
      throw error
    }
    end(target)
    try pause()
  }

  private mutating func start(_ actor: Actor) throws(SystemCallError) -> ChildProcess {
    let child = try actor.start(program)
    processes.insert(ProcessID(child.id))
    return child
  }

  private func end(_ child: ChildProcess) {
    try? child.send(signal: Signal.kill.rawValue)
    _ = try? child.wait()
  }
}
