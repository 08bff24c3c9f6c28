internal import ProcessConnector
package import ProcessEvents
package import ProcessTable

/// One JSON object a line, with OpenTelemetry's names.
package struct JSONRenderer: Sendable {
  private var clock: WallClock

  package init(clock: WallClock) { self.clock = clock }

  /// Looks at the wall clock; to be called for each batch.
  package mutating func adjustClock() { clock.adjust() }

  /// Goes by another difference of the wall clock from `CLOCK_MONOTONIC`, in nanoseconds.
  package mutating func setClock(offset: UInt64) { clock.offset = offset }

  /// Writes an element and the end of its line.
  package mutating func render(_ element: ProcessElement, into line: inout [UInt8]) {
    line.append(addingCapacity: Self.longestLine(about: element.process)) { line in
      switch element.element {
      case .event(let event): render(event, element.process, into: &line)
      case .death(let death): render(death, element.process, cpu: death.cpu, into: &line)
      case .lost(let loss): render(loss, into: &line)
      }
      line.write("}\n")
    }
  }

  /// Writes a death without the end of its line.
  package mutating func render(
    _ death: ProcessDeath, _ process: ProcessDescription?, cpu: UInt32?, into line: inout [UInt8]
  ) {
    line.append(addingCapacity: Self.longestLine(about: process)) {
      render(death, process, cpu: cpu, into: &$0)
    }
  }

  /// More bytes than a line can have.
  static func longestLine(about process: ProcessDescription?) -> Int {
    let fields = 2048
    guard let process else { return fields }
    var bytes = fields
    if let path = process.executable.value { bytes += OutputSpan<UInt8>.longestJSON(of: path) }
    if let name = process.userName { bytes += OutputSpan<UInt8>.longestJSON(of: name) }
    // The unit and the container are parts of the path.
    if let path = process.controlGroup.value {
      bytes += 3 * OutputSpan<UInt8>.longestJSON(of: path)
    }
    for argument in process.arguments.value ?? [] {
      bytes += OutputSpan<UInt8>.longestJSON(of: argument) + 1
    }
    return bytes
  }

  private mutating func begin(
    _ name: StaticString, at time: KernelInstant, cpu: UInt32?, into line: inout OutputSpan<UInt8>
  ) {
    line.write("{\"time\":")
    write(time, into: &line)
    line.write(",\"event\":\"")
    line.write(name)
    line.write("\"")
    if let cpu {
      line.write(",\"cpu\":")
      line.write(cpu)
    }
  }

  mutating func write(_ time: KernelInstant, into line: inout OutputSpan<UInt8>) {
    line.write("\"")
    clock.writeDateAndTime(of: time, into: &line)
    line.write("Z\"")
  }

  private mutating func render(
    _ event: ProcessEvent, _ process: ProcessDescription?, into line: inout OutputSpan<UInt8>
  ) {
    begin(event.kindName, at: event.time, cpu: event.cpu, into: &line)
    if case .unknown(let unknown) = event.payload {
      line.write(",\"what\":")
      line.write(unknown.what)
      return
    }
    guard let task = event.task else { return }
    line.write(",\"process\":{\"pid\":")
    line.write(task.process.rawValue)
    line.write(",\"thread_id\":")
    line.write(task.thread.rawValue)
    // What the event tells itself is newer than what was known, which is not copied for it.
    var newName: CommandName?
    var tellsUser = true
    switch event.payload {
    case .fork(let fork): line.writeParent(fork.parent.process)
    case .coredump(let dump): line.writeParent(dump.parent.process)
    case .exit(let exit):
      line.writeParent(exit.parent.process)
      line.write(exit.status)
    case .uid(let change):
      line.write(change, "user", "real_user")
      tellsUser = false
    case .gid(let change): line.write(change, "group", "real_group")
    case .sid(let leader):
      line.write(",\"session_leader\":{\"pid\":")
      line.write(leader.process.rawValue)
      line.write("}")
    case .ptrace(let trace):
      line.write(",\"tracer\":")
      if let tracer = trace.tracer {
        line.write("{\"pid\":")
        line.write(tracer.process.rawValue)
        line.write(",\"thread_id\":")
        line.write(tracer.thread.rawValue)
        line.write("}")
      } else {
        line.write("null")
      }
    case .comm(let change) where process == nil:
      line.write(",\"executable\":{\"name\":")
      line.writeJSON(change.name)
      line.write("}")
    case .comm(let change): newName = change.name
    default: break
    }
    if let process {
      write(
        process, endedAt: event.isAnEnd ? event.time : nil, newName: newName, tellsUser: tellsUser,
        into: &line)
    }
    line.write("}")
  }

  private mutating func render(
    _ death: ProcessDeath, _ process: ProcessDescription?, cpu: UInt32?,
    into line: inout OutputSpan<UInt8>
  ) {
    begin("exit", at: death.time, cpu: cpu, into: &line)
    line.write(",\"process\":{\"pid\":")
    line.write(death.process.rawValue)
    line.write(",\"thread_id\":")
    line.write(death.process.rawValue)
    line.writeParent(death.parent)
    line.write(death.status, process?.outOfMemory)
    if let process { write(process, endedAt: death.time, into: &line) }
    line.write("}")
  }

  private mutating func render(_ loss: Loss, into line: inout OutputSpan<UInt8>) {
    begin("lost", at: loss.until, cpu: nil, into: &line)
    line.write(",\"lost\":{\"count\":")
    line.write(loss.count)
    line.write(",\"since\":")
    write(loss.since, into: &line)
    line.write(",\"until\":")
    write(loss.until, into: &line)
    line.write(",\"place\":\"")
    line.write(loss.place.fieldValue)
    line.write("\"}")
  }
}

extension OutputSpan<UInt8> {
  /// The parent, where it is known.
  fileprivate mutating func writeParent(_ parent: ProcessID) {
    guard parent.rawValue != 0 else { return }
    write(",\"parent_pid\":")
    write(parent.rawValue)
  }

  fileprivate mutating func write(_ status: ExitStatus, _ proof: OutOfMemoryProof? = nil) {
    write(",\"exit\":{")
    writeJSONFields(of: status)
    if let proof {
      write(",\"out_of_memory\":{\"proof\":\"")
      write(proof.fieldValue)
      write("\"}")
    }
    write("}")
  }

  fileprivate mutating func write(
    _ change: CredentialChange, _ effective: StaticString, _ real: StaticString
  ) {
    write(",\"")
    write(effective)
    write("\":{\"id\":")
    write(change.effective)
    write("},\"")
    write(real)
    write("\":{\"id\":")
    write(change.real)
    write("}")
  }

  /// Code, signal and core dump, of which the first two exclude each other.
  fileprivate mutating func writeJSONFields(of status: ExitStatus) {
    write("\"code\":")
    if let code = status.code { write(code) } else { write("null") }
    write(",\"signal\":")
    if let signal = status.signal { write(signal.rawValue) } else { write("null") }
    write(",\"core_dumped\":")
    write(status.coreDumped ? "true" as StaticString : "false")
  }
}

extension [UInt8] {
  /// The parent, where it is known.
  package mutating func writeParent(_ parent: ProcessID) {
    append(addingCapacity: 64) { $0.writeParent(parent) }
  }

  /// Code, signal and core dump, of which the first two exclude each other.
  package mutating func writeJSONFields(of status: ExitStatus) {
    append(addingCapacity: 128) { $0.writeJSONFields(of: status) }
  }
}
