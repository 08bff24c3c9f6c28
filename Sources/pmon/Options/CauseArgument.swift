internal import ArgumentParser
internal import ProcessEvents

/// A cause of death on the command line: `code:3`, `signal:SEGV`, `signal:11` or `unknown`.
struct CauseArgument: ExpressibleByArgument, Hashable {
  /// As the daemon takes it.
  var text: String

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("unknown", 1): text = argument
    case ("code", 2):
      guard let code = UInt8(parts[1]) else { return nil }
      text = "code:\(code)"
    case ("signal", 2):
      let number = Int32(parts[1]).flatMap { (1...64).contains($0) ? Signal(rawValue: $0) : nil }
      guard let signal = number ?? Signal(name: String(parts[1])) else { return nil }
      text = "signal:\(signal.rawValue)"
    default: return nil
    }
  }

  static let defaultCompletionKind = CompletionKind.list([
    "code:1", "signal:ABRT", "signal:KILL", "signal:SEGV", "unknown",
  ])
}
