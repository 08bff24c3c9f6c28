internal import ProcessEvents

/// Writes elements, each by how it differs from what those before it let expect.
struct ElementEncoder: Sendable {
  private var expected = Expectation()

  /// Begins a record.
  mutating func reset() { expected.reset() }

  /// Writes one element.
  ///
  /// - Parameters:
  ///   - block: has room for ``CaptureFormat/maximumElementSize`` more.
  ///   - end: where to write, and afterwards the end of what was written.
  @inline(__always)
  mutating func put(
    _ event: ProcessEvent, into block: inout [UInt8], at end: inout Int
  ) {
    var bytes = block.mutableSpan
    let start = end
    end &+= 1
    var head: UInt8 = 0
    putTime(event.time, into: &bytes, at: &end)
    head |= putCPU(event.cpu, into: &bytes, at: &end)
    let sequence = expected.sequence(of: event.cpu)
    if event.sequence != sequence {
      head |= ElementHead.otherSequence
      let difference = Int32(bitPattern: event.sequence &- sequence)
      bytes.put(UInt32(zigzag: difference), at: &end)
    }
    expected.observe(event.sequence, of: event.cpu)
    head |= put(event.payload, into: &bytes, at: &end)
    bytes[start] = head
  }

  @inline(__always)
  private mutating func put(
    _ payload: ProcessEvent.Payload, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) -> UInt8 {
    switch payload {
    case .fork(let fork):
      let thread = putTask(fork.child, into: &bytes, at: &end)
      return ElementHead.fork | thread | putParent(fork.parent, into: &bytes, at: &end)
    case .exec(let task):
      return ElementHead.exec | putTask(task, into: &bytes, at: &end)
    case .uid(let change):
      return ElementHead.uid | put(change, into: &bytes, at: &end)
    case .gid(let change):
      return ElementHead.gid | put(change, into: &bytes, at: &end)
    case .sid(let task):
      return ElementHead.sid | putTask(task, into: &bytes, at: &end)
    case .ptrace(let trace):
      let thread = putTask(trace.task, into: &bytes, at: &end)
      guard let tracer = trace.tracer else { return ElementHead.ptrace | thread }
      putWhole(tracer, into: &bytes, at: &end)
      return ElementHead.ptrace | thread | ElementHead.special
    case .comm(let change):
      let thread = putTask(change.task, into: &bytes, at: &end)
      let count = change.name.count
      bytes.put(byte: UInt8(count), at: &end)
      for index in 0..<count { bytes.put(byte: change.name.bytes[index], at: &end) }
      return ElementHead.comm | thread
    case .coredump(let dump):
      let thread = putTask(dump.task, into: &bytes, at: &end)
      return ElementHead.coredump | thread | putParent(dump.parent, into: &bytes, at: &end)
    case .exit(let exit):
      return ElementHead.exit | put(exit, into: &bytes, at: &end)
    case .unknown(let event):
      bytes.put(event.what, at: &end)
      var count = 24
      while count > 0, event.data[count - 1] == 0 { count -= 1 }
      bytes.put(byte: UInt8(count), at: &end)
      for index in 0..<count { bytes.put(byte: event.data[index], at: &end) }
      return ElementHead.unknown
    }
  }

  @inline(__always)
  private mutating func put(
    _ exit: ThreadExit, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) -> UInt8 {
    let thread = putTask(exit.task, into: &bytes, at: &end)
    bytes.put(exit.status.rawValue, at: &end)
    if exit.exitSignal == UInt32(bitPattern: Signal.child.rawValue), exit.parent.isLeader {
      putParent(exit.parent.process.rawValue, into: &bytes, at: &end)
      return thread
    }
    bytes.put(UInt32(zigzag: Int32(bitPattern: exit.exitSignal)), at: &end)
    putWhole(exit.parent, into: &bytes, at: &end)
    return thread | ElementHead.special
  }

  private mutating func put(
    _ change: CredentialChange, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) -> UInt8 {
    let thread = putTask(change.task, into: &bytes, at: &end)
    bytes.put(change.real, at: &end)
    if change.effective == change.real { return thread }
    bytes.put(change.effective, at: &end)
    return thread | ElementHead.special
  }
}

extension ElementEncoder {
  @inline(__always)
  mutating func put(
    _ death: ProcessDeath, into block: inout [UInt8], at end: inout Int
  ) {
    var bytes = block.mutableSpan
    let start = end
    end &+= 1
    var head = ElementHead.death
    putTime(death.time, into: &bytes, at: &end)
    head |= putCPU(death.cpu, into: &bytes, at: &end)
    putProcess(death.process.rawValue, into: &bytes, at: &end)
    bytes.put(death.status.rawValue, at: &end)
    if death.parent.rawValue == 0 {
      head |= ElementHead.special
    } else {
      putParent(death.parent.rawValue, into: &bytes, at: &end)
    }
    bytes[start] = head
  }

  mutating func put(
    _ loss: CaptureLoss, into block: inout [UInt8], at end: inout Int
  ) {
    var bytes = block.mutableSpan
    bytes.put(byte: ElementHead.loss, at: &end)
    putTime(loss.since, into: &bytes, at: &end)
    putTime(loss.until, into: &bytes, at: &end)
    bytes.put(loss.count, at: &end)
    bytes.put(byte: loss.place.rawValue, at: &end)
  }
}

// The fields, and what is expected of the next ones.
extension ElementEncoder {
  @inline(__always)
  private mutating func putTime(
    _ time: KernelInstant, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) {
    let difference = Int64(bitPattern: time.nanoseconds &- expected.time)
    bytes.put(UInt64(zigzag: difference), at: &end)
    expected.time = time.nanoseconds
  }

  @inline(__always)
  private mutating func putCPU(
    _ cpu: UInt32, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) -> UInt8 {
    if cpu == expected.cpu { return 0 }
    bytes.put(cpu, at: &end)
    expected.cpu = cpu
    return ElementHead.otherCPU
  }

  @inline(__always)
  private mutating func putProcess(
    _ process: Int32, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) {
    bytes.put(UInt32(zigzag: process &- expected.process), at: &end)
    expected.process = process
  }

  @inline(__always)
  private mutating func putTask(
    _ task: TaskID, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) -> UInt8 {
    putProcess(task.process.rawValue, into: &bytes, at: &end)
    if task.isLeader { return 0 }
    putThread(of: task, into: &bytes, at: &end)
    return ElementHead.thread
  }

  @inline(__always)
  private func putThread(
    of task: TaskID, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) {
    let difference = task.thread.rawValue &- task.process.rawValue
    bytes.put(UInt32(zigzag: difference), at: &end)
  }

  @inline(__always)
  private mutating func putParent(
    _ parent: Int32, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) {
    bytes.put(UInt32(zigzag: parent &- expected.parent), at: &end)
    expected.parent = parent
  }

  @inline(__always)
  private mutating func putParent(
    _ parent: TaskID, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) -> UInt8 {
    putParent(parent.process.rawValue, into: &bytes, at: &end)
    if parent.isLeader { return 0 }
    putThread(of: parent, into: &bytes, at: &end)
    return ElementHead.special
  }

  /// A task of which nothing is expected; it changes no expectation.
  private func putWhole(
    _ task: TaskID, into bytes: inout MutableSpan<UInt8>, at end: inout Int
  ) {
    bytes.put(UInt32(zigzag: task.process.rawValue), at: &end)
    putThread(of: task, into: &bytes, at: &end)
  }
}
