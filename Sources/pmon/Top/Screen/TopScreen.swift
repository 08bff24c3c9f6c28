internal import EventRendering
internal import KernelInterface
internal import ProcessConnector
internal import ProcessTable

/// Top on a terminal: what comes in from events, keys and signals, and what goes out as drawings.
final class TopScreen {
  private var model: TopModel
  /// What is drawn while a pause lasts.
  private var frozen: TopModel?
  private var facts: TopFacts
  private var state: TopState
  private var writer: ScreenWriter
  private var parser = KeyParser()
  private var clock = WallClock(isUTC: false)
  private var load: ProcessorLoad

  private let glyphs = Glyphs(isUnicode: Glyphs.localeIsUnicode)
  private let interrupt: Int32
  private let keyboard = KeyboardInput()
  /// Whether keys are listened to.
  private var hasKeyboard = false
  private let signals: SignalDescriptor
  private let terminal: TakenTerminal

  /// Drawings that are left, of those that time asks for.
  private var drawingsLeft: UInt64
  private var nextDrawing: UInt64
  /// When an Esc byte is to be taken for the key.
  private var keyDue: UInt64?
  private(set) var failure: Output.Failure?

  private enum Token { static let keys: UInt64 = 1, signals: UInt64 = 2 }

  /// How long the rest of a key's sequence may take, in nanoseconds; as long as others give it.
  private static let escapeDelay: UInt64 = 50_000_000

  /// Takes the terminal on standard output.
  init(
    _ run: borrowing TopRun, state: TopState, color: ColorMode, drawings: UInt64
  ) throws(SystemCallError) {
    model = TopModel(at: run.begin)
    facts = run.facts
    self.state = state
    drawingsLeft = drawings
    nextDrawing = run.begin &+ state.interval
    writer = ScreenWriter(styles: StyleSheet(depth: StyleSheet.depth(color)))
    load = ProcessorLoad(at: run.begin)
    interrupt = run.interruptDescriptor
    signals = try SignalDescriptor([
      SignalDescriptor.windowChange, SignalDescriptor.terminalStop, SignalDescriptor.continuation,
    ])
    try run.watch(signals.rawDescriptor, token: Token.signals)
    if keyboard.rawDescriptor >= 0 {
      try run.watch(keyboard.rawDescriptor, token: Token.keys)
      hasKeyboard = true
    }
    terminal = try TakenTerminal(1, leaving: ScreenWriter.leave)
    enter()
    draw(at: run.begin)
  }

  func take(_ elements: Span<ProcessElement>, at now: UInt64) {
    model.advance(to: now)
    for index in elements.indices { model.add(elements[index]) }
  }

  /// Draws and takes keys when their time has come; says when to call it next, or nil to end.
  func work(_ source: borrowing ProcessReader, at now: UInt64) -> UInt64? {
    if let due = keyDue, now >= due, !press(parser.flush()) { return nil }
    if now >= nextDrawing {
      facts.counters = source.counters
      load.measure(at: now)
      clock.adjust()
      draw(at: now)
      drawingsLeft -= 1
      if drawingsLeft == 0 { return nil }
      // After a stop there is one drawing, not one for each that was missed.
      nextDrawing = max(nextDrawing &+ state.interval, now)
    }
    return failure == nil ? min(nextDrawing, keyDue ?? .max) : nil
  }

  /// Takes keys and signals; says whether to go on.
  func attend(_ attention: borrowing Epoll) -> Bool {
    var tokens: [UInt64] = []
    do { try attention.ready { tokens.append($0) } } catch { fail(error) }
    for token in tokens {
      switch token {
      case Token.keys: if !takeKeys(attention) { return false }
      case Token.signals: takeSignals(attention)
      default: return false
      }
    }
    return failure == nil
  }

  private func takeKeys(_ attention: borrowing Epoll) -> Bool {
    let bytes = keyboard.read()
    // At its end it would stay readable for ever.
    if bytes.isEmpty {
      attention.remove(keyboard.rawDescriptor)
      hasKeyboard = false
    }
    return press(parser.parse(bytes))
  }

  private func press(_ keys: [Key]) -> Bool {
    let now = Clocks.monotonic
    keyDue = parser.isWaiting ? now &+ TopScreen.escapeDelay : nil
    guard !keys.isEmpty else { return true }
    for key in keys {
      let before = state
      switch state.press(key) {
      case .quit: return false
      case .redraw: writer.forget()
      case .reset:
        model = TopModel(at: now)
        if state.isPaused { frozen = model }
      case .none: break
      }
      if state.isPaused != before.isPaused { frozen = state.isPaused ? model : nil }
      if state.interval != before.interval { nextDrawing = now &+ state.interval }
    }
    draw(at: now)
    return true
  }

  /// Listens to the keyboard again after a stop: one who reads in the background gets nothing, as at its end.
  private func takeKeyboardAgain(_ attention: borrowing Epoll) throws(SystemCallError) {
    guard !hasKeyboard, keyboard.rawDescriptor >= 0 else { return }
    try attention.add(keyboard.rawDescriptor, token: Token.keys)
    hasKeyboard = true
  }

  private func takeSignals(_ attention: borrowing Epoll) {
    var hasJustGoneOn = false
    while let signal = (try? signals.next()) ?? nil {
      do {
        switch signal.number {
        case SignalDescriptor.terminalStop:
          try terminal.stop()
          enter()
          try takeKeyboardAgain(attention)
          hasJustGoneOn = true
        case SignalDescriptor.continuation where hasJustGoneOn:
          // The one that has ended the stop.
          hasJustGoneOn = false
        case SignalDescriptor.continuation:
          // Somebody else may have used the terminal meanwhile.
          try terminal.takeAgain()
          enter()
          try takeKeyboardAgain(attention)
        default: writer.forget()
        }
      } catch {
        fail(error)
      }
    }
    draw(at: Clocks.monotonic)
  }

  private func enter() {
    var bytes: [UInt8] = []
    bytes.write(ScreenWriter.enter)
    write(bytes)
    writer.forget()
  }

  private func draw(at now: UInt64) {
    // A terminal that takes nothing is left alone, so that events are not: they would be lost.
    guard failure == nil, Files.isWritable(terminal.rawDescriptor) else { return }
    model.advance(to: now)
    facts.cpuShare = load.share
    let size = TerminalSize(of: 1) ?? TerminalSize(columns: 80, rows: 24)
    var view = TopView(
      frozen ?? model, facts, state, clock: clock, columns: size.columns, rows: size.rows,
      glyphs: glyphs)
    var bytes: [UInt8] = []
    writer.draw(view.draw(), into: &bytes)
    state.limitScroll(to: view.scrollLimits)
    write(bytes)
  }

  private func write(_ bytes: [UInt8]) {
    do {
      let isComplete = try Files.write(
        bytes.span, to: terminal.rawDescriptor, interruptedBy: interrupt)
      if !isComplete { failure = .nobodyReads }
    } catch {
      fail(error)
    }
  }

  private func fail(_ error: SystemCallError) {
    // A terminal that has gone away gives EIO, and there is nobody to tell.
    failure = error.errno == .inputOutput ? .nobodyReads : .system(error)
  }
}
