internal import CPmon
internal import ProcessConnector
internal import ProcessEvents

extension pmon_event {
  init(_ element: ConnectorElement) {
    self.init()
    time = element.time.nanoseconds
    switch element {
    case .event(let event):
      cpu = event.cpu
      kind = event.kind.rawValue
      if let task = event.task { setTask(task) }
      setPayload(event.payload)
    case .death(let death):
      cpu = death.cpu
      kind = PMON_EXIT
      setTask(TaskID(leaderOf: death.process))
      setParent(TaskID(leaderOf: death.parent))
      setStatus(death.status)
    case .lost(let loss):
      kind = PMON_LOST
      lost_count = loss.count
      lost_since = loss.since.nanoseconds
      lost_place =
        switch loss.place {
        case .socketBuffer: UInt32(PMON_LOST_SOCKET_BUFFER)
        case .kernelMemory: UInt32(PMON_LOST_KERNEL_MEMORY)
        default: UInt32(PMON_LOST_ELSEWHERE)
        }
    }
  }

  private mutating func setPayload(_ payload: ProcessEvent.Payload) {
    switch payload {
    case .fork(let fork): setParent(fork.parent)
    case .exec, .sid: break
    case .uid(let change), .gid(let change):
      real_id = change.real
      effective_id = change.effective
    case .ptrace(let trace):
      tracer_pid = trace.tracer?.process.rawValue ?? 0
      tracer_tid = trace.tracer?.thread.rawValue ?? 0
    case .comm(let change): setName(change.name)
    case .coredump(let dump): setParent(dump.parent)
    case .exit(let exit):
      setParent(exit.parent)
      setStatus(exit.status)
    case .unknown(let event):
      kind = PMON_UNKNOWN
      kernel_kind = event.what
    }
  }

  private mutating func setTask(_ task: TaskID) {
    pid = task.process.rawValue
    tid = task.thread.rawValue
  }

  private mutating func setParent(_ parent: TaskID) {
    ppid = parent.process.rawValue
    parent_tid = parent.thread.rawValue
  }

  private mutating func setStatus(_ status: ExitStatus) {
    self.status = status.rawValue
    code = status.code.map(Int32.init) ?? -1
    signal = status.signal?.rawValue ?? 0
    core_dumped = status.coreDumped ? 1 : 0
  }

  private mutating func setName(_ name: CommandName) {
    unsafe withUnsafeMutableBytes(of: &comm) { bytes in
      for index in 0..<min(name.count, bytes.count - 1) {
        unsafe bytes[index] = name.bytes[index]
      }
    }
  }
}
