internal import CLinux

/// A terminal that is drawn on, given back as it was whatever ends the process, except `SIGKILL`.
///
/// Keys come one by one and are not shown. While it is taken, what is written to standard error is kept
/// if that is a terminal, and shown when the terminal is given back: on the screen it would be lost.
///
/// There can be one at a time.
package struct TakenTerminal: ~Copyable {
  // Closed after the terminal has been given back through it.
  private let output: TerminalOutput
  private let leaving: String

  /// Takes the terminal: sets its modes, and from then on watches for crashes.
  ///
  /// - Parameters:
  ///   - descriptor: of the terminal.
  ///   - leaving: what is written to give it back; at most 128 bytes.
  package init(_ descriptor: Int32, leaving: String) throws(SystemCallError) {
    precondition(leaving.utf8.count <= 128)
    let output = TerminalOutput(descriptor)
    try TakenTerminal.take(output.rawDescriptor, leaving: leaving)
    self.output = output
    self.leaving = leaving
    clinux_terminal_watch_crashes()
  }

  deinit {
    clinux_terminal_leave()
    clinux_terminal_forget_crashes()
  }

  /// To write to; a write never waits inside the kernel, where the terminal can be opened anew.
  package var rawDescriptor: Int32 { output.rawDescriptor }

  /// Gives it back for a while.
  package borrowing func giveBack() { clinux_terminal_leave() }

  /// Takes it again; in the background this stops the process until it is in the foreground.
  package borrowing func takeAgain() throws(SystemCallError) {
    clinux_terminal_leave()
    try TakenTerminal.take(output.rawDescriptor, leaving: leaving)
  }

  /// Gives it back, stops as `SIGTSTP` does, and takes it again when the process goes on.
  ///
  /// `SIGTSTP` is to be blocked, as ``SignalDescriptor`` does.
  package borrowing func stop() throws(SystemCallError) {
    giveBack()
    clinux_stop()
    try takeAgain()
  }

  private static func take(_ descriptor: Int32, leaving: String) throws(SystemCallError) {
    try systemCall("tcsetattr") { unsafe clinux_terminal_enter(descriptor, leaving) }
  }
}

extension SignalDescriptor {
  /// A terminal has another size. C: `SIGWINCH`
  package static let windowChange: Int32 = SIGWINCH
  /// Ctrl-Z. C: `SIGTSTP`
  package static let terminalStop: Int32 = SIGTSTP
  /// The process goes on after a stop. C: `SIGCONT`
  package static let continuation: Int32 = SIGCONT
}
