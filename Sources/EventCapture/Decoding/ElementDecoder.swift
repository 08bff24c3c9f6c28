internal import ProcessEvents

/// Reads the elements of one record; any bytes are safe to pass.
///
/// - SeeAlso: ``ElementEncoder``, which it mirrors.
struct ElementDecoder {
  private var expected = Expectation()
  /// Where the next element begins, in the bytes that are passed each time.
  private(set) var position: Int
  private let end: Int

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// - Returns: nil where the record ends.
  @inline(__always)
  mutating func next(
    of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> CaptureElement? {
    guard position < end else { return nil }
    let head = bytes[position]
    position &+= 1
    let time = try time(of: bytes)
    switch head & ElementHead.kindMask {
    case ElementHead.loss:
      return .lost(try loss(since: time, of: bytes))
    case ElementHead.death:
      return .death(try death(head, at: time, of: bytes))
    case let kind where kind < ElementHead.death:
      let cpu = try cpu(head, of: bytes)
      var sequence = expected.sequence(of: cpu)
      if head & ElementHead.otherSequence != 0 {
        sequence &+= UInt32(bitPattern: try signed(of: bytes))
      }
      expected.observe(sequence, of: cpu)
      let payload = try payload(head, of: bytes)
      return .event(ProcessEvent(time: time, cpu: cpu, sequence: sequence, payload: payload))
    case let kind: throw .elementKind(kind)
    }
  }

  @inline(__always)
  private mutating func payload(
    _ head: UInt8, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> ProcessEvent.Payload {
    let isSpecial = head & ElementHead.special != 0
    switch head & ElementHead.kindMask {
    case ElementHead.fork:
      let child = try task(head, of: bytes)
      return .fork(Fork(parent: try parent(isSpecial, of: bytes), child: child))
    case ElementHead.exec: return .exec(try task(head, of: bytes))
    case ElementHead.uid: return .uid(try credentialChange(head, of: bytes))
    case ElementHead.gid: return .gid(try credentialChange(head, of: bytes))
    case ElementHead.sid: return .sid(try task(head, of: bytes))
    case ElementHead.ptrace:
      let task = try task(head, of: bytes)
      return .ptrace(Trace(task: task, tracer: isSpecial ? try wholeTask(of: bytes) : nil))
    case ElementHead.comm:
      let task = try task(head, of: bytes)
      return .comm(NameChange(task: task, name: CommandName(bytes: try array(of: bytes))))
    case ElementHead.coredump:
      let task = try task(head, of: bytes)
      return .coredump(CoreDump(task: task, parent: try parent(isSpecial, of: bytes)))
    case ElementHead.exit: return .exit(try exit(head, of: bytes))
    default:
      let what = try bytes.number32(at: &position, before: end)
      return .unknown(UnknownEvent(what: what, data: try array(of: bytes)))
    }
  }

  @inline(__always)
  private mutating func exit(
    _ head: UInt8, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> ThreadExit {
    let task = try task(head, of: bytes)
    let status = ExitStatus(rawValue: try bytes.number32(at: &position, before: end))
    var exitSignal = UInt32(bitPattern: Signal.child.rawValue)
    let parent: TaskID
    if head & ElementHead.special != 0 {
      exitSignal = UInt32(bitPattern: try signed(of: bytes))
      parent = try wholeTask(of: bytes)
    } else {
      parent = try self.parent(false, of: bytes)
    }
    return ThreadExit(task: task, status: status, exitSignal: exitSignal, parent: parent)
  }

  private mutating func credentialChange(
    _ head: UInt8, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> CredentialChange {
    let task = try task(head, of: bytes)
    let real = try bytes.number32(at: &position, before: end)
    let isSpecial = head & ElementHead.special != 0
    let effective = isSpecial ? try bytes.number32(at: &position, before: end) : real
    return CredentialChange(task: task, real: real, effective: effective)
  }

  @inline(__always)
  private mutating func death(
    _ head: UInt8, at time: KernelInstant, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> ProcessDeath {
    let cpu = try cpu(head, of: bytes)
    let process = try process(of: bytes)
    let status = ExitStatus(rawValue: try bytes.number32(at: &position, before: end))
    var parent = ProcessID(0)
    if head & ElementHead.special == 0 { parent = try self.parent(false, of: bytes).process }
    return ProcessDeath(process: process, parent: parent, status: status, time: time, cpu: cpu)
  }

  private mutating func loss(
    since: KernelInstant, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> CaptureLoss {
    let until = try time(of: bytes)
    let count = try bytes.number(at: &position, before: end)
    let place = try bytes.byte(at: &position, before: end)
    return CaptureLoss(
      count: count, since: since, until: until, place: CaptureLoss.Place(rawValue: place))
  }
}

// The fields, and what is expected of the next ones.
extension ElementDecoder {
  @inline(__always)
  private mutating func signed(of bytes: Span<UInt8>) throws(CaptureError.Malformation) -> Int32 {
    try bytes.number32(at: &position, before: end).zigzag
  }

  @inline(__always)
  private mutating func time(
    of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> KernelInstant {
    let difference = try bytes.number(at: &position, before: end).zigzag
    expected.time &+= UInt64(bitPattern: difference)
    return KernelInstant(nanoseconds: expected.time)
  }

  @inline(__always)
  private mutating func cpu(
    _ head: UInt8, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> UInt32 {
    if head & ElementHead.otherCPU != 0 {
      expected.cpu = try bytes.number32(at: &position, before: end)
    }
    return expected.cpu
  }

  @inline(__always)
  private mutating func process(
    of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> ProcessID {
    expected.process &+= try signed(of: bytes)
    return ProcessID(expected.process)
  }

  @inline(__always)
  private mutating func task(
    _ head: UInt8, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> TaskID {
    let process = try process(of: bytes)
    if head & ElementHead.thread == 0 { return TaskID(leaderOf: process) }
    return try task(of: process, of: bytes)
  }

  @inline(__always)
  private mutating func task(
    of process: ProcessID, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> TaskID {
    let thread = process.rawValue &+ (try signed(of: bytes))
    return TaskID(thread: ThreadID(thread), process: process)
  }

  @inline(__always)
  private mutating func parent(
    _ hasThread: Bool, of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> TaskID {
    expected.parent &+= try signed(of: bytes)
    let process = ProcessID(expected.parent)
    return hasThread ? try task(of: process, of: bytes) : TaskID(leaderOf: process)
  }

  private mutating func wholeTask(
    of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> TaskID {
    try task(of: ProcessID(try signed(of: bytes)), of: bytes)
  }

  private mutating func array<let count: Int>(
    of bytes: Span<UInt8>
  ) throws(CaptureError.Malformation) -> [count of UInt8] {
    let used = try bytes.byte(at: &position, before: end)
    guard used <= count else { throw .byteCount(used) }
    var array: [count of UInt8] = .init(repeating: 0)
    for index in 0..<Int(used) { array[index] = try bytes.byte(at: &position, before: end) }
    return array
  }
}
