internal import ArgumentParser
internal import ProcessConnector
internal import ProcessEvents

/// Which of the recorded events to tell.
struct ReplayFilterOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Which of the recorded events: 'exit and abnormal', 'ancestor == 812', 'name ~ \"ora_*\"'.",
      valueName: "filter"), completion: .filterWords)
  var filterWords: [String] = []

  @Flag(name: [.customShort("x"), .long], help: "Only abnormal deaths.")
  var abnormal = false

  @Option(
    name: [.customShort("e"), .long],
    help: ArgumentHelp("The kinds of events, with commas between them.", valueName: "list"))
  var events: EventList?

  @Flag(
    help: "Fail where processes were recorded instead of threads; what was recorded is told anyway."
  )
  var threads = false

  func validate() throws {
    if abnormal, events != nil {
      throw ValidationError("-x and -e exclude each other; -e abnormal,fork asks for both kinds.")
    }
  }

  /// What the options ask for; the kinds are in it.
  func makeFilter() throws(FilterProblem) -> Filter {
    var configuration = ConnectorConfiguration(
      events: .all, filter: try Filter(words: filterWords))
    if abnormal { configuration.events = .nonzeroExit }
    if let events { configuration.events = events.mask }
    return configuration.wholeFilter
  }
}
