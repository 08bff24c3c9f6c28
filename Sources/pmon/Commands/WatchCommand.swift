internal import ArgumentParser
internal import EventRendering
internal import ProcessConnector
internal import ProcessTable

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract:
      "Print events as they happen: forks, execs, exits and core dumps unless told otherwise.",
    discussion: """
      A line on standard error says when it is subscribed; what happens from then on is told. Another \
      at the end sums up. Lost events are a line of their own, in their place.

      A name, a duration or another value with the mark ~ is not certain: inherited at a fork, older \
      than the last exec, or from before a loss. What is not known at all is a ?.

      Examples:
        pmon watch -x                      abnormal deaths, as they happen
        pmon watch -e exec,exit --json     two kinds, one JSON object a line
        pmon watch -e all --for 10s        everything for ten seconds
        pmon watch --tree --args           families, with what they execute
        pmon watch 'exit and name ~ "ora_*" and abnormal'
      """)

  @OptionGroup var selection: SelectionOptions

  @OptionGroup(title: "What is told of the processes") var details: DetailOptions

  @Option(help: ArgumentHelp("End after this many events.", valueName: "number"))
  var count: UInt64?

  @OptionGroup var format: FormatOptions

  func run() throws {
    var run = try MonitorRun(selection, details: details)
    var clock = ClockDifference()
    let renderer = format.makeRenderer(
      clock: clock.nanoseconds, hasThreads: selection.threads,
      details: details.tellsProcesses ? details : nil)
    var printer = LinePrinter(
      renderer, header: format.header(of: renderer), limit: count ?? .max,
      interruptedBy: run.interruptDescriptor)
    var failure: ConnectorError?
    if printer.goesOn {
      do throws(ConnectorError) {
        try run.listen(
          prepare: { _ = clock.adjust() },
          take: { elements in printer.print(elements, clock) },
          pause: { printer.flush() })
      } catch {
        failure = error
      }
    }
    let summary = RunSummary(
      run.counters, told: printer.told, elapsed: run.elapsed, lostNames: run.lostRecords
    ).text
    StandardError.say(summary, interruptedBy: run.interruptDescriptor)
    try printer.finish()
    if let failure { throw failure }
  }
}
