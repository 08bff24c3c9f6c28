import KernelInterface

/// Runs a command as its arguments say, passes signals on, and ends as it does: for the tests, since a test's
/// process has other threads, which take its signals.
@main
enum CommandProbe {
  static func main() throws {
    let inherited = InheritedSignals()
    let signals = try SignalDescriptor(JobControl.signals)
    ignoreBrokenPipeSignal()
    let words = Array(CommandLine.arguments.dropFirst())
    do throws(CommandError) {
      let command = try CommandProcess.start(words, signals: inherited)
      let status = try? follow(command, signals)
      if let signal = status.map({ Int32($0 & 0x7F) }), signal != 0 {
        try? ProcessActions.die(signal: signal)
      }
      ProcessActions.end(code: Int32((status ?? 0xFF00) >> 8))
    } catch {
      ProcessActions.end(code: error.shellStatus)
    }
  }

  /// - Returns: the command's wait status.
  private static func follow(
    _ command: borrowing CommandProcess, _ signals: borrowing SignalDescriptor
  ) throws(SystemCallError) -> UInt32 {
    while true {
      _ = try pollReadable(command.rawDescriptor, signals.rawDescriptor, timeout: nil)
      while let signal = try signals.next() {
        if let forwarded = JobControl.forwarding(of: signal) {
          try? command.send(signal: forwarded)
        }
      }
      while let change = try command.nextChange() {
        if case .ended(let status) = change.kind { return status }
        if JobControl.stopsBoth(change) {
          try JobControl.stop()
          try? command.send(signal: JobControl.resumption)
        }
      }
    }
  }
}
