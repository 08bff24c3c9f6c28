internal import ArgumentParser

/// How the daemon's lists are printed.
struct TableOptions: ParsableArguments {
  @Flag(help: "The daemon's objects, one a line.")
  var json = false

  @Flag(help: "Times in UTC instead of the local zone.")
  var utc = false

  @Flag(help: "No line with the columns' names.")
  var noHeader = false

  @Option(
    help: ArgumentHelp("When to color; auto is on a terminal, without NO_COLOR.", valueName: "when")
  )
  var color = ColorMode.auto

  /// What tables look like.
  var style: TableStyle {
    TableStyle(clock: EventClock(isUTC: utc), palette: Palette(isOn: color.isOn))
  }
}
