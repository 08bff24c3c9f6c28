internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// Runs a command and follows all that descends from it.
struct FamilyRun: ~Copyable {
  private(set) var tree = FamilyTree(root: ProcessID(0))
  private var reader: ProcessReader
  private let signals: SignalDescriptor
  /// Readable when a signal has come, or the command has ended.
  private let attention: Epoll
  /// Why events cannot be had any more.
  private var failure: ConnectorError?

  /// How long the last events of the command are waited for, in nanoseconds.
  private static let patience: UInt64 = 500_000_000

  init(tellsArguments: Bool, source: ConnectorSource) throws {
    HostFacts.raiseDescriptorLimit(to: 4096)
    let signals = try SignalDescriptor(JobControl.signals)
    let attention = try Epoll()
    try attention.add(signals.rawDescriptor, token: 0)
    var configuration = ProcessConfiguration(
      ConnectorConfiguration(events: [.fork, .exec, .exit], source: source), details: .outOfMemory)
    if tellsArguments { configuration.details.insert(.arguments) }
    configuration.hurriesForNames = true
    reader = try ProcessReader(configuration, interruptedBy: attention.rawDescriptor)
    self.signals = signals
    self.attention = attention
    if let origin = SubscriptionText.origin(reader.source) {
      StandardError.say("following the command's processes, \(origin)")
    }
  }

  /// Runs the command to its end, and follows its descendants.
  ///
  /// - Parameter linger: how much longer to follow those that outlive it.
  /// - Returns: how the command ended.
  mutating func follow(_ words: [String], linger: Duration) throws -> ExitStatus {
    let command = try CommandProcess.start(words, signals: Pmon.inheritedSignals)
    tree = FamilyTree(root: ProcessID(command.id))
    try attention.add(command.rawDescriptor, token: 1)
    var ending: ExitStatus?
    while ending == nil {
      try waitAndRead()
      try passOnSignals(to: command)
      ending = try takeChanges(of: command)
    }
    attention.remove(command.rawDescriptor)
    let ended = Clocks.monotonic
    // Its own end is told a moment later at most, and all that came before with it.
    if failure == nil { try read(until: ended &+ FamilyRun.patience) { $0.root.ending == .living } }
    let status = ending ?? ExitStatus(rawValue: 0)
    tree.rootEnded(status, at: KernelInstant(nanoseconds: ended))
    if failure == nil {
      try read(until: ended &+ linger.wholeNanoseconds) { !$0.survivors.isEmpty }
    }
    lookAtSurvivors()
    return status
  }

  /// Waits for events, signals and the command's end. Where events cannot be had any more, the command is still
  /// waited for.
  private mutating func waitAndRead() throws(SystemCallError) {
    if failure == nil {
      do throws(ConnectorError) {
        _ = try reader.wait()
        return try read()
      } catch {
        note(error)
      }
    }
    _ = try pollReadable(attention.rawDescriptor, timeout: nil)
  }

  private mutating func note(_ error: ConnectorError) {
    failure = error
    StandardError.say("its processes are not followed any more: \(error)")
  }

  private func passOnSignals(to command: borrowing CommandProcess) throws(SystemCallError) {
    while let signal = try signals.next() {
      guard let forwarded = JobControl.forwarding(of: signal) else { continue }
      // One that has just ended needs no signal.
      try? command.send(signal: forwarded)
    }
  }

  /// - Returns: its status once it has ended.
  private func takeChanges(
    of command: borrowing CommandProcess
  ) throws(SystemCallError) -> ExitStatus? {
    while let change = try command.nextChange() {
      if case .ended(let status) = change.kind { return ExitStatus(rawValue: status) }
      if JobControl.stopsBoth(change) {
        try JobControl.stop()
        try? command.send(signal: JobControl.resumption)
      }
    }
    return nil
  }

  private mutating func read() throws(ConnectorError) {
    var tree = FamilyTree(root: ProcessID(0))
    swap(&tree, &self.tree)
    defer { swap(&tree, &self.tree) }
    while try reader.read({ elements in
      for index in elements.indices { tree.take(elements[index]) }
    }) {}
  }

  /// Reads until a moment, or until there is nothing more to wait for; SIGINT and its like end it as well.
  private mutating func read(
    until deadline: UInt64, while isIncomplete: (borrowing FamilyTree) -> Bool
  ) throws {
    while failure == nil, isIncomplete(tree) {
      let now = Clocks.monotonic
      guard now < deadline else { return }
      let limit = Duration.nanoseconds(Int64(clamping: deadline - now))
      var outcome = WaitOutcome.ready
      do throws(ConnectorError) {
        outcome = try reader.wait(atMost: limit)
        if outcome != .interrupted { try read() }
      } catch {
        note(error)
      }
      guard outcome == .interrupted else { continue }
      while let signal = try signals.next() {
        if SignalDescriptor.endings.contains(signal.number) { return }
      }
    }
  }

  /// After a loss some may have gone unnoticed.
  private mutating func lookAtSurvivors() {
    guard tree.lost > 0 else { return }
    for process in tree.survivors where !ProcessActions.exists(process.rawValue) {
      tree.foundGone(process)
    }
  }
}
