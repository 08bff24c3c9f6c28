internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// Columns for people: time, event, process, parent, and what there is to say.
struct TextRenderer: ElementRenderer {
  private var clock: WallClock
  private let hasThreads: Bool
  private let palette: Palette
  private let columns: ProcessColumns?

  /// - Parameter columns: what of the processes has columns; nil where only events are told.
  init(clock: WallClock, hasThreads: Bool, isColored: Bool, columns: ProcessColumns? = nil) {
    self.clock = clock
    self.hasThreads = hasThreads
    self.columns = columns
    palette = Palette(isOn: isColored)
  }

  func header() -> String? {
    "Time             Event         PID" + (hasThreads ? "     TID" : "") + "    PPID  "
      + (columns?.header ?? "Info") + "\n"
  }

  mutating func adjustClock() { clock.adjust() }

  mutating func setClock(offset: UInt64) { clock.offset = offset }

  mutating func render(_ element: ProcessElement, into line: inout [UInt8]) {
    let color = palette.color(of: element.element)
    let process = element.process
    line.write(color)
    switch element.element {
    case .event(let event): render(event, process, into: &line)
    case .death(let death):
      begin("exit", at: death.time, TaskID(leaderOf: death.process), death.parent, into: &line)
      columns?.write(process, at: death.time, tellsDuration: true, into: &line)
      line.write(CauseOfDeath.text(death.status, process?.outOfMemory))
    case .lost(let loss): render(loss, into: &line)
    }
    if let process { columns?.writeArguments(of: process, into: &line) }
    line.removeTrailingSpaces()
    if color.utf8CodeUnitCount > 0 { line.write(palette.reset) }
    line.write("\n")
  }

  private mutating func render(
    _ event: ProcessEvent, _ process: ProcessDescription?, into line: inout [UInt8]
  ) {
    begin(event.kindName, at: event.time, event.task, event.parent, into: &line)
    columns?.write(process, at: event.time, tellsDuration: event.isAnEnd, into: &line)
    switch event.payload {
    case .fork(let fork): if !fork.isProcess { line.write("thread") }
    case .exit(let exit): line.write(exit.status.description)
    case .uid(let change), .gid(let change):
      line.write("real ")
      line.write(change.real)
      line.write(", effective ")
      line.write(change.effective)
    case .ptrace(let trace):
      if let tracer = trace.tracer {
        line.write("traced by ")
        line.write(tracer.process.rawValue)
      } else {
        line.write("no longer traced")
      }
    case .comm(let change): line.writePrintable(change.name)
    case .unknown(let unknown): line.write("kind 0x" + String(unknown.what, radix: 16))
    default: break
    }
  }

  private mutating func render(_ loss: Loss, into line: inout [UInt8]) {
    begin("lost", at: loss.until, nil, nil, into: &line)
    columns?.write(nil, at: loss.until, tellsDuration: false, into: &line)
    line.write(loss.count)
    line.write(loss.count == 1 ? " event since " as StaticString : " events since ")
    clock.writeTime(of: loss.since, fraction: 6, into: &line)
    line.write(": ")
    line.write(LossPlace.explanation(loss.place))
  }

  private mutating func begin(
    _ name: StaticString, at time: KernelInstant, _ task: TaskID?, _ parent: ProcessID?,
    into line: inout [UInt8]
  ) {
    let start = line.count
    clock.writeTime(of: time, fraction: 6, into: &line)
    line.write("  ")
    line.write(name)
    line.pad(to: 27, from: start)
    line.writeColumn(task?.process.rawValue, width: 7)
    if hasThreads { line.writeColumn(task?.thread.rawValue, width: 8) }
    line.writeColumn(parent?.rawValue == 0 ? nil : parent?.rawValue, width: 8)
    line.write("  ")
  }
}

extension ProcessEvent {
  /// The parent, where the event tells it.
  fileprivate var parent: ProcessID? {
    switch payload {
    case .fork(let fork): fork.parent.process
    case .coredump(let dump): dump.parent.process
    case .exit(let exit): exit.parent.process
    default: nil
    }
  }
}

extension [UInt8] {
  fileprivate mutating func writeColumn(_ number: Int32?, width: Int) {
    writeRight(width: width) { line in
      if let number { line.write(number) } else { line.write("-") }
    }
  }

  fileprivate mutating func removeTrailingSpaces() {
    while last == UInt8(ascii: " ") { removeLast() }
  }
}
