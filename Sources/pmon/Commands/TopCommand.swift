internal import ArgumentParser
internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessTable

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract:
      "Show what is busy and what dies: rates, families, names and causes, on the whole screen.",
    discussion: """
      Listens to every kind of event unless told otherwise. A family is a process that forks, with its \
      children. Press ? for the keys. Where standard output is no terminal, it prints a report each interval.

      Examples:
        pmon top                             everything
        pmon top -x                          abnormal deaths only
        pmon top 'exit and signal == SEGV'   what crashes
        pmon top --once                      one report in plain text
      """)

  @OptionGroup var selection: SelectionOptions

  @Option(help: ArgumentHelp("The time between two drawings or reports.", valueName: "duration"))
  var interval = DurationArgument(.seconds(1))

  @Option(
    help: ArgumentHelp("What comes first.", valueName: "what"))
  var sort = Measure.forks

  @Option(help: ArgumentHelp("End after so many drawings or reports.", valueName: "number"))
  var count: UInt64?

  @Flag(help: "Print one report after one interval, and end; the same as --plain --count 1.")
  var once = false

  @Flag(help: "Print reports, even on a terminal.")
  var plain = false

  @Option(
    help: ArgumentHelp("When to color; auto is on a terminal, without NO_COLOR.", valueName: "when")
  )
  var color = ColorMode.auto

  func validate() throws {
    if interval.duration < .milliseconds(50) {
      throw ValidationError("--interval is to be 50ms or more.")
    }
    if once, count != nil { throw ValidationError("--once and --count exclude each other.") }
    if count == 0 { throw ValidationError("--count is to be 1 or more.") }
  }

  private var isDrawn: Bool {
    Files.isTerminal(1) && !plain && !once && HostFacts.environment("TERM") != "dumb"
  }

  func run() throws {
    var run = try TopRun(selection)
    if isDrawn { try draw(&run) } else { try report(&run) }
  }

  private func draw(_ run: inout TopRun) throws {
    StandardError.warn(of: run.connector)
    var state = TopState()
    state.measure = sort
    state.interval = interval.duration.wholeNanoseconds
    if selection.abnormal { state.focus = .deaths }
    let failure = try show(&run, state)
    let counters = run.counters
    StandardError.say(
      RunSummary(counters, told: counters.delivered, elapsed: run.elapsed).text,
      interruptedBy: run.interruptDescriptor)
    if case .system(let error)? = failure { throw error }
  }

  /// Has the terminal until it returns.
  private func show(_ run: inout TopRun, _ state: TopState) throws -> Output.Failure? {
    let screen = try TopScreen(run, state: state, color: color, drawings: count ?? .max)
    try run.listen(
      take: { screen.take($0, at: $1) },
      work: { screen.work($0, at: $1) }, attend: { screen.attend($0) })
    return screen.failure
  }

  private func report(_ run: inout TopRun) throws {
    var facts = run.facts
    StandardError.say(
      SubscriptionText.text(
        facts.selection, facts.source, facts.stage, names: facts.nameSource,
        bufferSize: facts.counters.bufferSize))
    StandardError.warn(of: run.connector)
    var model = TopModel(at: run.begin)
    var plain = PlainReport(at: run.begin, measure: sort, clock: WallClock(isUTC: false))
    var output = Output(interrupt: run.interruptDescriptor)
    var left = once ? 1 : count ?? .max
    let interval = interval.duration.wholeNanoseconds
    var next = run.begin &+ interval
    try run.listen(
      take: { elements, now in
        model.advance(to: now)
        for index in elements.indices { model.add(elements[index]) }
      },
      work: { source, now in
        guard now >= next else { return next }
        facts.counters = source.counters
        model.advance(to: now)
        plain.adjustClock()
        let text = plain.text(model, facts, at: now)
        output.append { $0 += text }
        output.flush()
        left -= 1
        next = max(next &+ interval, now)
        return left > 0 && output.failure == nil ? next : nil
      }, attend: { _ in false })
    let now = Clocks.monotonic
    let counters = run.counters
    if left > 0, plain.elapsed(at: now) >= interval / 2 || next == run.begin &+ interval {
      facts.counters = counters
      model.advance(to: now)
      let text = plain.text(model, facts, at: now)
      output.append { $0 += text }
    }
    StandardError.say(
      RunSummary(counters, told: counters.delivered, elapsed: run.elapsed).text,
      interruptedBy: run.interruptDescriptor)
    try output.finish()
  }
}
