internal import ArgumentParser
internal import KernelInterface
internal import PlainData

/// Why the daemon did not do what it was asked: a sentence, and the tool's exit status for it.
struct DaemonFailure: Error, Hashable, CustomStringConvertible {
  let description: String
  let exitStatus: Int32
  /// What an answer's status was; nil where there was no answer.
  var httpStatus: Int?

  static func noAnswer(_ failure: HTTPExchange.Failure, at socket: String) -> DaemonFailure {
    let path = printable(socket)
    switch failure {
    case .unreachable(let error):
      return DaemonFailure(
        description: unreachable(error, at: path), exitStatus: Pmon.Status.impossible.rawValue)
    case .system(let error): return broken("talking to \(path): \(error)")
    case .timedOut: return broken("what listens at \(path) does not answer: is it stopped?")
    case .answer(let fault): return notTheDaemon(fault.message, at: socket)
    }
  }

  private static func unreachable(_ error: SystemCallError, at path: String) -> String {
    switch error.errno {
    case .noSuchFile, .connectionRefused, .notADirectory:
      "no daemon listens at \(path): start it with pmond, or give --socket"
    case .accessDenied, .notPermitted:
      "you may not connect to \(path): run this as root, or let pmond's configuration admit you"
    default: "connecting to \(path): \(error.errno)"
    }
  }

  /// What is there speaks something else than the daemon's API.
  static func notTheDaemon(_ reason: String, at socket: String) -> DaemonFailure {
    broken("what listens at \(printable(socket)) does not answer as pmond does: \(reason)")
  }

  private static func broken(_ text: String) -> DaemonFailure {
    DaemonFailure(description: text, exitStatus: Pmon.Status.failed.rawValue)
  }

  /// The daemon's own sentence; RFC 9457.
  static func refused(_ answer: HTTPAnswer) -> DaemonFailure {
    let problem = try? JSONParser.parse(answer.body)
    let sentence = problem?["detail"]?.text ?? problem?["title"]?.text ?? ""
    var text =
      sentence.isEmpty
      ? "pmond refuses, with the status \(answer.status) and no reason" : printable(sentence)
    if let seconds = answer["retry-after"].flatMap({ UInt32($0) }) {
      text += " (try again in \(seconds) s)"
    }
    return DaemonFailure(
      description: text, exitStatus: exitStatus(for: answer.status).rawValue,
      httpStatus: answer.status)
  }

  private static func exitStatus(for status: Int) -> ExitCode {
    switch status {
    case 403: Pmon.Status.impossible
    case 400, 413, 414, 431: Pmon.Status.wrongUsage
    default: Pmon.Status.failed
    }
  }

  /// A text of somebody else's, on one line of a terminal.
  private static func printable(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.writePrintable(text)
    return String(decoding: bytes, as: UTF8.self)
  }
}
