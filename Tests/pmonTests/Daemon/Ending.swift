import ProcessEvents
import TestSupport

/// What `pmon` did.
struct Ending {
  var status: ProcessEvents.ExitStatus
  var output: String
  var error: String
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  init(_ arguments: [String]) throws {
    let program = try Program([PmonBinary.path] + arguments)
    status = try program.finish()
    output = program.output.text
    error = program.error.text
  }

  /// Runs a command, with the socket put behind the words that name it.
  static func of(
    _ command: String, _ arguments: String..., asking daemon: ScriptedDaemon
  ) throws -> Ending {
    let words = command.split(separator: " ").map(String.init)
    return try Ending(words + ["--socket", daemon.path] + arguments)
  }
}
