/// The numbers of an event side by side, so that a step of a compiled filter finds its by an index.
struct EventNumbers {
  private var values: [6 of UInt32]

  /// Where a number field stands; only its shape tells whether the event has it.
  static func place(of field: Filter.NumberField) -> UInt8 {
    switch field {
    case .pid: 0
    case .tid: 1
    case .ppid: 2
    case .cpu: 3
    case .status, .ruid, .rgid, .tracer: 4
    case .code, .signal, .euid, .egid: 5
    case .uid: 0  // Never in an event.
    }
  }

  @inline(__always)
  init(_ event: ProcessEvent) {
    values = [0, 0, 0, event.cpu, 0, 0]
    switch event.payload {
    case .fork(let fork):
      set(fork.child)
      set(parent: fork.parent)
    case .exec(let task), .sid(let task): set(task)
    case .uid(let change), .gid(let change):
      set(change.task)
      values[4] = change.real
      values[5] = change.effective
    case .ptrace(let trace):
      set(trace.task)
      values[4] = UInt32(bitPattern: trace.tracer?.process.rawValue ?? 0)
    case .comm(let change): set(change.task)
    case .coredump(let dump):
      set(dump.task)
      set(parent: dump.parent)
    case .exit(let exit):
      set(exit.task)
      set(parent: exit.parent)
      let status = exit.status.rawValue
      values[4] = status
      values[5] = status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
    case .unknown: break
    }
  }

  @inline(__always)
  subscript(place: UInt8) -> UInt32 { values[Int(place)] }

  @inline(__always)
  private mutating func set(_ task: TaskID) {
    values[0] = UInt32(bitPattern: task.process.rawValue)
    values[1] = UInt32(bitPattern: task.thread.rawValue)
  }

  @inline(__always)
  private mutating func set(parent: TaskID) {
    values[2] = UInt32(bitPattern: parent.process.rawValue)
  }
}
