internal import ArgumentParser
internal import EventCapture
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Print what pmon record has recorded, as pmon watch would have printed it.",
    discussion: """
      It needs nothing of the kernel, and so runs anywhere and as any user. Filters may ask for all that \
      was recorded. A capture that is cut off or damaged is told up to there; then a line says where it \
      ends, and the exit status is 1. Where only the recorder's last mark is missing, as it was killed, \
      nothing of what it wrote is, and the status is 0.

      Examples:
        pmon replay night.pmon
        pmon replay night.pmon 'exit and abnormal and user == "postgres"' --user
        pmon replay --speed 1 --tree night.pmon      as it happened
        pmon record - | pmon replay - --json
      """)

  @Argument(
    help: ArgumentHelp("What was recorded; - is standard input.", valueName: "file"),
    completion: .file())
  var file: String

  @OptionGroup var selection: ReplayFilterOptions

  @OptionGroup(title: "What is told of the processes, where it was recorded")
  var details: DetailOptions

  @Option(
    help: ArgumentHelp(
      "How fast: 1 is as it happened, 10 ten times as fast. Without it, as fast as can be.",
      valueName: "factor"))
  var speed: Double?

  @Option(help: ArgumentHelp("End after this many events.", valueName: "number"))
  var count: UInt64?

  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let speed, !(speed > 0 && speed.isFinite) {
      throw ValidationError("--speed is to be more than 0.")
    }
  }

  func run() throws {
    let filter = try selection.makeFilter()
    var run = try ReplayRun(file)
    guard let header = try run.readHeader() else { return }
    if selection.threads, header.subject != .threads {
      throw CaptureFailure("\(file): processes were recorded, and nothing of single threads")
    }
    StandardError.warn(
      of: ConnectorConfiguration(
        events: .all, filter: filter, subject: header.subject == .threads ? .threads : .processes))
    var session = ReplaySession(
      self, header, filter: filter, recordedFilter: try recordedFilter(header),
      interruptedBy: run.interruptDescriptor)
    if count == 0 { return try session.end(remark: nil) }
    do {
      try run.read { item, recording in
        session.take(item, recording)
      } pause: {
        session.pause()
      }
    } catch {
      // The line that says where it ends is the last one.
      try session.finish()
      throw error
    }
    try session.end(remark: run.remark)
  }

  private func recordedFilter(_ header: CaptureHeader) throws -> Filter {
    var connector = ConnectorConfiguration(events: header.events)
    do {
      if let text = header.filter { connector.filter = try Filter(parsing: text) }
    } catch {
      throw CaptureFailure(
        "\(file): it was recorded with a filter that this program cannot read: \(error)")
    }
    return connector.wholeFilter
  }
}
