internal import ArgumentParser
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

struct WaitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wait",
    abstract: "Wait for processes that need not be children, and end with their exit status.",
    discussion: """
      The exit status is that of the last process named, as with the shell's wait: its code, or 128 and its \
      signal's number. It is 111 where the process has ended and how cannot be known, 124 when the \
      timeout is over first, and 127 where there is no such process. A signal that ends pmon ends it as a \
      signal does. A process could end with any of these numbers itself; --json tells them apart.

      A process is held by a descriptor from the start: an id that comes into use again misleads nobody, \
      and lost events keep nobody waiting. Who waits for another user's process may have to wait up to a \
      second longer, for its parent to reap it.

      Examples:
        pmon wait 4711 && echo it went well
        pmon wait --timeout 30s 4711 4712       both, but not for ever
        pmon wait --any --json 4711 4712        the first to end, as a JSON object
      """)

  @Argument(help: ArgumentHelp("The processes' ids, from 1 on.", valueName: "pid"))
  var processes: [ProcessArgument]

  @Flag(
    help: "End when one of them has, with its status; of several at once with the first named's.")
  var any = false

  @Option(help: ArgumentHelp("End after this time with 124: 10s, 500ms.", valueName: "duration"))
  var timeout: DurationArgument?

  @Flag(help: "Print one JSON object for each process that has ended.")
  var json = false

  @Flag(
    name: .shortAndLong,
    help: "Say when all are held, and print a line for each process that has ended.")
  var verbose = false

  @Option(help: ArgumentHelp("As for watch; little is needed.", valueName: "size"))
  var receiveBuffer: SizeArgument?

  @OptionGroup var source: SourceOptions

  func validate() throws {
    if processes.contains(where: { $0.process.rawValue == HostFacts.processID }) {
      throw ValidationError(
        "\(HostFacts.processID) is this pmon itself, which would wait for ever.")
    }
  }

  func run() throws {
    let begin = Clocks.monotonic
    HostFacts.raiseDescriptorLimit(to: UInt(processes.count) + 4096)
    let signals = try SignalDescriptor(SignalDescriptor.endings)
    let deadline = timeout.map {
      KernelInstant(nanoseconds: begin).advanced(byNanoseconds: $0.duration.wholeNanoseconds)
    }
    // The subscription is over before this process ends, whichever way.
    let status = try wait(until: deadline, signals)
    if let signal = try signals.next(), status == nil {
      try? ProcessActions.die(signal: signal.number)
      // The first process of a PID namespace outlives its own signals.
      throw ExitCode(128 + signal.number)
    }
    throw ExitCode(status ?? 0)
  }

  /// - Returns: the exit status; nil when a signal came first.
  private func wait(
    until deadline: KernelInstant?, _ signals: borrowing SignalDescriptor
  ) throws -> Int32? {
    let wanted = processes.map(\.process)
    var waiter = try hold(wanted, signals)
    var plan = WaitPlan(wanted, any: any)
    var output = Output(interrupt: signals.rawDescriptor)
    var report = WaitReport(isJSON: json)
    sayWhatIsMissing(waiter, &plan)
    if verbose, plan.result == nil {
      let origin = waiter.source.flatMap(SubscriptionText.origin).map { ", told \($0)" } ?? ""
      StandardError.say("waiting for \(any ? "any of " : "")\(plan.waitingFor)\(origin)")
    }

    while plan.result == nil {
      switch try waiter.wait(until: deadline) {
      case .ended(let ended):
        report.adjustClock()
        for process in ended where plan.result == nil {
          plan.take(process.process, process.status)
          if json || verbose { output.append { report.render(process, into: &$0) } }
          if process.status == nil { sayUnknown(process.process, lost: waiter.lost) }
        }
        output.flush()
      case .timedOut:
        StandardError.say("the time is over; still running: \(plan.waitingFor)")
        return WaitPlan.Status.timedOut
      case .interrupted: return nil
      }
    }
    try output.finish()
    return plan.result
  }

  private func hold(
    _ wanted: [ProcessID], _ signals: borrowing SignalDescriptor
  ) throws -> ProcessWaiter {
    do throws(SystemCallError) {
      return try ProcessWaiter.hold(
        wanted, receiveBuffer: receiveBuffer.map { ReceiveBuffer(bytes: $0.bytes) } ?? .default,
        source: source.via.source, interruptedBy: signals.rawDescriptor)
    } catch {
      guard error.errno == .noSystemCall else { throw error }
      StandardError.say("this kernel cannot hold a process by a descriptor; use Linux 5.3 or later")
      throw Pmon.Status.impossible
    }
  }

  private func sayWhatIsMissing(_ waiter: borrowing ProcessWaiter, _ plan: inout WaitPlan) {
    for process in waiter.absent {
      plan.takeAbsent(process)
      if let owner = ThreadOwner.find(process) {
        StandardError.say("\(process) is a thread of process \(owner), not a process")
      } else {
        StandardError.say("there is no process \(process)")
      }
    }
    guard plan.result == nil, let refusal = waiter.refusal else { return }
    let subject =
      waiter.tellsStatusOfReaped
      ? "another user's process that its parent does not reap"
      : "a process that its parent reaps at once, or that is another user's,"
    StandardError.say("without events the status of \(subject) cannot be known: \(refusal)")
  }

  private func sayUnknown(_ process: ProcessID, lost: UInt64) {
    let reason = lost == 0 ? "" : " (\(lost) events were lost)"
    StandardError.say("\(process) has ended, but how cannot be known\(reason)")
  }
}
