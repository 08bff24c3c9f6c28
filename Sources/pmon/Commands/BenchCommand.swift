internal import ArgumentParser
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Measure on this machine what listening costs, beside every other way and the published figures.",
    discussion: """
      A process of its own begins and ends 8,000 others, again and again, with a different listener each \
      time and without one in between. The table has what the kernel's event filter was argued with, \
      beside what comes out here. What this user or kernel cannot do is skipped, with the reason. \
      Ctrl-C ends it with what there is so far.

      Examples:
        pmon bench                              everything; takes some minutes
        pmon bench --quick                      a first look, in a minute or so
        pmon bench --rows exits,abnormal,pidfd  only these
        pmon bench --markdown --plot bench.svg  for a web page
      """)

  @Option(
    help: ArgumentHelp("How many processes a load has, at most 100,000.", valueName: "number"))
  var processes: Int?

  @Option(
    help: ArgumentHelp(
      "How many rounds, without the one that warms up. As a rule it is 5 to 15, until the spread has settled.",
      valueName: "number"))
  var runs: Int?

  @Option(help: ArgumentHelp("Only these rows, with commas between them.", valueName: "list"))
  var rows: RowList?

  @Flag(help: "500 processes, and 5 runs.")
  var quick = false

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("Begin no more loads after this time.", valueName: "duration"))
  var time = DurationArgument(.seconds(1200))

  @Flag(help: "One JSON object.")
  var json = false

  @Flag(help: "A table in Markdown.")
  var markdown = false

  @Option(
    help: ArgumentHelp(
      "Draw the results into a file as well: SVG, or PNG by rsvg-convert.", valueName: "file"),
    completion: .file(extensions: ["svg", "png"]))
  var plot: String?

  func validate() throws {
    if let processes, !(20...100_000).contains(processes) {
      throw ValidationError("--processes is to be from 20 to 100000.")
    }
    if let runs, !(1...1000).contains(runs) {
      throw ValidationError("--runs is to be from 1 to 1000.")
    }
    if json, markdown { throw ValidationError("--json and --markdown exclude each other.") }
    if let plot, !plot.hasSuffix(".svg"), !plot.hasSuffix(".png") {
      throw ValidationError("--plot takes a file whose name ends in .svg or .png.")
    }
    if let plot, plot.hasSuffix(".png"), PictureConverter() == nil {
      throw ValidationError(PictureConverter.advice + ".")
    }
  }

  private var plan: BenchPlan {
    let processes = processes ?? (quick ? 500 : 8000)
    return BenchPlan(
      processes: processes, rounds: runs ?? (quick ? 5 : nil), rows: rows?.rows ?? BenchRow.all,
      limit: time.duration.wholeNanoseconds,
      scanSizes: quick ? [processes] : [8000, 16_000, 32_000, 64_000, 100_000])
  }

  func run() throws {
    // Before anything is measured, so that it is not in vain.
    var file: ReportFile? = nil
    if let plot { file = try ReportFile(plot) }
    do {
      let results = try BenchRun(plan).perform()
      var output = Output()
      let report = BenchReport(results)
      output.append(json ? results.json : markdown ? report.markdown : report.text)
      // Before the picture, of which something may still go wrong.
      output.flush()
      if let plot { try file.take()?.write(try picture(of: results, named: plot)) }
      try output.finish()
    } catch {
      file.take()?.discard()
      throw error
    }
  }

  private func picture(of results: BenchResults, named name: String) throws -> [UInt8] {
    let svg = BenchPlot(results).svg
    guard name.hasSuffix(".png"), let converter = PictureConverter() else { return Array(svg.utf8) }
    return try converter.png(of: svg)
  }
}

/// A process of the bench; not for people.
struct BenchActorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bench-actor", shouldDisplay: false)

  @Argument var words: [String]

  func run() throws {
    let channel = LineChannel.toParent()
    switch words.first {
    case "load":
      var load = BenchLoad(channel: channel)
      try load.serve()
    case "crowd":
      var crowd = BenchCrowd(channel: channel)
      try crowd.serve()
    case "scan":
      var scanner = ScanContender(channel: channel)
      try scanner.run()
    case "listen": try listen(over: channel)
    default: throw Pmon.Status.wrongUsage
    }
  }

  private func listen(over channel: consuming LineChannel) throws {
    guard words.count == 3, let row = BenchRow.all.first(where: { $0.name == words[1] }),
      let load = Int32(words[2])
    else { throw Pmon.Status.wrongUsage }
    switch row.way {
    case .connector(let configuration):
      var contender = try ConnectorContender(
        configuration, load: ProcessID(load), channel: channel)
      try contender.run()
    case .pidDescriptors:
      var contender = try PidDescriptorContender(channel: channel)
      try contender.run()
    default: throw Pmon.Status.wrongUsage
    }
  }
}
