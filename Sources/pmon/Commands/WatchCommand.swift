internal import ArgumentParser
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

  @Flag(help: "Indent names by how deep processes stand in the tree.")
  var tree = false

  @Option(help: ArgumentHelp("End after this many events.", valueName: "number"))
  var count: UInt64?

  @Flag(help: "One JSON object a line, with OpenTelemetry's names and times in UTC.")
  var json = false

  @Flag(help: "Times in UTC instead of the local zone.")
  var utc = false

  @Flag(help: "No line with the columns' names.")
  var noHeader = false

  @Option(
    help: ArgumentHelp("When to color; auto is on a terminal, without NO_COLOR.", valueName: "when")
  )
  var color = ColorMode.auto

  func run() throws {
    var run = try MonitorRun(selection, details: details)
    var output = Output(interrupt: run.interruptDescriptor)
    var renderer: any ElementRenderer =
      json
      ? JSONRenderer(clock: WallClock(isUTC: true))
      : TextRenderer(
        clock: WallClock(isUTC: utc), hasThreads: selection.threads, isColored: color.isOn,
        columns: details.columns(isTree: tree))
    if !noHeader, let header = renderer.header() {
      output.append(header)
      output.flush()
    }
    var left = count ?? .max
    if left > 0 {
      try run.listen { elements in
        renderer.adjustClock()
        for index in elements.indices where left > 0 {
          output.append { renderer.render(elements[index], into: &$0) }
          if case .lost = elements[index].element { continue }
          left -= 1
        }
        return left > 0 && output.failure == nil
      } pause: {
        output.flush()
        return output.failure == nil
      }
    }
    let counters = run.counters
    let summary = RunSummary(counters, told: (count ?? .max) - left, elapsed: run.elapsed).text
    StandardError.say(summary, interruptedBy: run.interruptDescriptor)
    try output.finish()
  }
}
