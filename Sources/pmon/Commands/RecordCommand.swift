internal import ArgumentParser
internal import EventCapture
internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable
internal import ProgramVersion

struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record events in a file, with all that their names are known by.",
    discussion: """
      All kinds of events are recorded unless told otherwise; pmon replay prints them, with filters and \
      columns of its own. Users, control groups, programs and arguments are only found out where the \
      options say so. The file is good up to where it ends, however it came to end: at least each \
      second, and for each 64 KiB, a block is written. Only its owner may read it.

      Examples:
        pmon record night.pmon                      everything, until Ctrl-C
        pmon record --user --exe --for 1h load.pmon
        pmon record -x deaths.pmon                  abnormal deaths only
        pmon record - | zstd > night.pmon.zst       half the size
      """)

  @Argument(
    help: ArgumentHelp("Where to record; - is standard output.", valueName: "file"),
    completion: .file())
  var file: String

  @OptionGroup var selection: SelectionOptions

  @OptionGroup(title: "What is found out of the processes") var details: DetailOptions

  @Flag(help: "Overwrite the file where it exists.")
  var force = false

  @Flag(help: "Print, besides, what pmon watch prints.")
  var watch = false

  @OptionGroup(title: "With --watch") var format: FormatOptions

  func validate() throws {
    if watch, file == "-" { throw ValidationError("--watch takes a file other than -.") }
  }

  func run() throws {
    let connector = try selection.makeConfiguration(defaultKinds: .all)
    let file = try CaptureFile.open(self.file, overwrites: force)
    var run: MonitorRun
    do {
      run = try MonitorRun(
        selection, connector: connector, details: details, isRecorded: true)
    } catch {
      file.discard()
      throw error
    }
    var clock = ClockDifference()
    var capture = try CaptureFile(
      file, name: self.file, header: CaptureHeader(connector, clock), recording: run.recording,
      interruptedBy: run.interruptDescriptor)
    var printer = watch ? makePrinter(clock, interruptedBy: run.interruptDescriptor) : nil

    var failure: ConnectorError?
    do throws(ConnectorError) {
      try run.listen(
        interval: RecordCommand.interval, tick: { _ in capture.flush() },
        prepare: {
          // Before the rounds of a reading, which all have the same clock.
          if clock.adjust() { capture.append(ClockOffset(clock)) }
        },
        record: { rounds in capture.append(rounds) },
        take: { elements in printer?.print(elements, clock) ?? true },
        pause: {
          let prints = printer?.flush() ?? true
          return prints && capture.failure == nil
        })
    } catch {
      failure = error
    }
    capture.flush()
    let counters = run.counters
    let summary = RunSummary(
      counters, told: counters.delivered, elapsed: run.elapsed, lostNames: run.lostRecords
    ).text
    StandardError.say(summary, interruptedBy: run.interruptDescriptor)
    try capture.finish()
    try printer?.finish()
    if let failure { throw failure }
  }

  /// The longest that events wait to be written, in nanoseconds.
  private static let interval: UInt64 = 1_000_000_000

  private func makePrinter(
    _ clock: ClockDifference, interruptedBy interrupt: Int32
  ) -> LinePrinter {
    let renderer = format.makeRenderer(
      clock: clock.nanoseconds, hasThreads: selection.threads,
      details: details.tellsProcesses ? details : nil)
    return LinePrinter(
      renderer, header: format.header(of: renderer), interruptedBy: interrupt)
  }
}

extension CaptureHeader {
  fileprivate init(_ connector: ConnectorConfiguration, _ clock: ClockDifference) {
    let boot = try? Files.text(of: "/proc/sys/kernel/random/boot_id", limit: 64)
    self.init(
      toolVersion: ProgramVersion.number, kernelRelease: HostFacts.kernelRelease,
      bootID: boot.map { String($0.prefix { !$0.isNewline }) } ?? "",
      realTimeOffset: Int64(bitPattern: clock.nanoseconds), events: connector.events,
      filter: connector.filter == .all ? nil : "\(connector.filter)",
      subject: connector.subject == .threads ? .threads : .processes, start: .now)
  }
}

extension ClockOffset {
  fileprivate init(_ clock: ClockDifference) {
    self.init(time: .now, realTimeOffset: Int64(bitPattern: clock.nanoseconds))
  }
}
