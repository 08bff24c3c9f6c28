internal import ArgumentParser
internal import EventRendering

/// How events are printed: the options that watch, record and replay have in common.
struct FormatOptions: ParsableArguments {
  @Flag(help: "Indent names by how deep processes stand in the tree.")
  var tree = false

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

  /// - Parameters:
  ///   - difference: of the wall clock from `CLOCK_MONOTONIC`, in nanoseconds.
  ///   - details: nil where nothing is known of the processes.
  func makeRenderer(
    clock difference: UInt64, hasThreads: Bool, details: DetailOptions?
  ) -> any ElementRenderer {
    if json { return JSONRenderer(clock: WallClock(isUTC: true, offset: difference)) }
    return TextRenderer(
      clock: WallClock(isUTC: utc, offset: difference), hasThreads: hasThreads,
      isColored: color.isOn, columns: details?.columns(isTree: tree))
  }

  /// The line above all others, where there is one.
  func header(of renderer: any ElementRenderer) -> String? { noHeader ? nil : renderer.header() }
}
