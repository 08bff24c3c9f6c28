internal import ArgumentParser
internal import ProcessConnector
internal import ProcessEvents

/// What to listen to, and how: the options that watch and stat have in common.
struct SelectionOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Which events: 'exit and code == 3', 'exec or (exit and abnormal)', 'pid in (1, 2)'.",
      valueName: "filter"),
    completion: .filterWords)
  var filterWords: [String] = []

  @Flag(
    name: [.customShort("x"), .long], help: "Only abnormal deaths; the kernel sends nothing else.")
  var abnormal = false

  @Option(
    name: [.customShort("e"), .long],
    help: ArgumentHelp(
      "The kinds of events, with commas between them; beside a filter, both have to hold, as with -x.",
      valueName: "list"))
  var events: EventList?

  @Flag(help: "Tell of single threads, too, and each thread's exit instead of a process's death.")
  var threads = false

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("End after this time: 10s, 500ms, 1m30s.", valueName: "duration"))
  var time: DurationArgument?

  @Option(
    help: ArgumentHelp(
      "The socket's buffer: 8KiB, 16M; the kernel doubles it. More than net.core.rmem_max takes CAP_NET_ADMIN.",
      valueName: "size"))
  var receiveBuffer: SizeArgument?

  @Option(
    help: ArgumentHelp(
      "How long events may gather before they are read, of which the first after a silence wait a quarter; 0 reads at once. 10ms as a rule, and 0 where names have to be looked up in /proc before processes are gone.",
      valueName: "duration"))
  var latency: DurationArgument?

  @OptionGroup var source: SourceOptions

  func validate() throws {
    if abnormal, events != nil {
      throw ValidationError("-x and -e exclude each other; -e abnormal,fork asks for both kinds.")
    }
  }

  /// - Parameter kinds: what is asked for where nothing says which; nil is what watch tells.
  func makeConfiguration(
    defaultKinds kinds: EventMask? = nil
  ) throws(FilterProblem) -> ConnectorConfiguration {
    var configuration = ConnectorConfiguration(filter: try Filter(words: filterWords))
    if let kinds { configuration.events = kinds }
    // A filter says itself which kinds it is about.
    if configuration.filter != .all { configuration.events = .all }
    if abnormal { configuration.events = .nonzeroExit }
    if let events { configuration.events = events.mask }
    configuration.source = source.via.source
    configuration.subject = threads ? .threads : .processes
    if let receiveBuffer { configuration.receiveBuffer = ReceiveBuffer(bytes: receiveBuffer.bytes) }
    if let latency {
      configuration.delivery =
        latency.duration == .zero ? .immediate : .coalesced(latency.duration)
    }
    return configuration
  }
}
