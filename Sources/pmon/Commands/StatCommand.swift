internal import ArgumentParser
internal import KernelInterface
internal import ProcessConnector
internal import ProcessTable

struct StatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "Count events instead of printing them: by kind, with rates, and deaths by cause.",
    discussion: """
      Every number is about the time since the last report, or since the beginning. Nothing is asked \
      about the processes, so that it costs less than watch.

      Examples:
        pmon stat --for 10s                 what happens in ten seconds
        pmon stat -x --interval 1m --json   abnormal deaths, an object a minute
      """)

  @OptionGroup var selection: SelectionOptions

  @Option(
    help: ArgumentHelp("Report each time this has passed, and at the end.", valueName: "duration"))
  var interval: DurationArgument?

  @Flag(help: "One JSON object a report.")
  var json = false

  func validate() throws {
    if let interval, interval.duration < .milliseconds(10) {
      throw ValidationError("--interval is to be 10ms or more.")
    }
  }

  func run() throws {
    var run = try MonitorRun(selection)
    var output = Output(interrupt: run.interruptDescriptor)
    var tally = Tally()
    var last = Snapshot(counters: ConnectorCounters(), cpu: 0, time: Clocks.monotonic)

    func report(_ counters: ConnectorCounters) {
      let now = Snapshot(counters: counters, cpu: Clocks.processCPU, time: Clocks.monotonic)
      let report = StatReport(tally, from: last, to: now)
      output.append(json ? report.json : report.text)
      output.flush()
      tally = Tally()
      last = now
    }

    var failure: ConnectorError?
    do throws(ConnectorError) {
      try run.listenToEvents(
        interval: interval?.duration.wholeNanoseconds,
        tick: {
          report($0.counters)
          return output.failure == nil
        },
        take: { elements in
          for index in elements.indices { tally.add(elements[index]) }
          return true
        }, pause: { output.failure == nil })
    } catch {
      failure = error
    }
    let counters = run.counters
    report(counters)
    let summary = RunSummary(counters, told: counters.delivered, elapsed: run.elapsed).text
    StandardError.say(summary, interruptedBy: run.interruptDescriptor)
    try output.finish()
    if let failure { throw failure }
  }
}
