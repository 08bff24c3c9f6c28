internal import ArgumentParser
internal import KernelInterface

/// Where the daemon is.
struct DaemonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The daemon's socket; else what PMON_SOCKET says, or /run/pmon/pmon.sock.", valueName: "path"),
    completion: .file())
  var socket: String?

  static let usualSocket = "/run/pmon/pmon.sock"
  /// What a Unix socket's address has room for, with a zero behind it: unix(7).
  private static let longestPath = 107

  func validate() throws {
    guard (1...DaemonOptions.longestPath).contains(path.utf8.count) else {
      throw ValidationError(
        "The path of a socket has 1 to \(DaemonOptions.longestPath) bytes; this one has \(path.utf8.count)."
      )
    }
  }

  private var path: String {
    if let socket { return socket }
    let variable = HostFacts.environment("PMON_SOCKET") ?? ""
    return variable.isEmpty ? DaemonOptions.usualSocket : variable
  }

  var client: DaemonClient { DaemonClient(socket: path) }
}
