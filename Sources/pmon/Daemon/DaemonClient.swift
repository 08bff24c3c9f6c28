internal import PlainData

/// Asks the monitor daemon, `pmond`.
struct DaemonClient {
  /// Its Unix socket.
  let socket: String
  /// How long a request may take, in nanoseconds.
  var timeLimit: UInt64 = 10_000_000_000

  /// - Returns: what it answers; absent where that is empty.
  func perform(_ request: HTTPRequest) throws(DaemonFailure) -> PlainValue {
    let answer: HTTPAnswer
    do throws(HTTPExchange.Failure) {
      answer = try HTTPExchange.perform(request, at: socket, timeLimit: timeLimit)
    } catch { throw .noAnswer(error, at: socket) }
    guard (200..<300).contains(answer.status) else { throw .refused(answer) }
    if answer.status == 204 { return .absent }
    do throws(JSONFault) {
      return try JSONParser.parse(answer.body)
    } catch { throw .notTheDaemon(error.description, at: socket) }
  }

  func get(
    _ segments: String..., query: [(key: String, value: String)] = []
  ) throws(DaemonFailure) -> PlainValue {
    try perform(HTTPRequest(.get, segments, query: query))
  }

  /// What is said of an answer that lacks what it must have.
  func failure(_ reason: String) -> DaemonFailure { .notTheDaemon(reason, at: socket) }
}
