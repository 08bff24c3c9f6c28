/// How events follow each other in a stream.
enum EventFraming: Hashable, Sendable {
  /// One object a line: https://github.com/ndjson/ndjson-spec
  case lines
  /// Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
  case serverSentEvents

  init(accept: String) {
    self = accept.lowercased().contains("text/event-stream") ? .serverSentEvents : .lines
  }

  var type: String {
    switch self {
    case .lines: "application/x-ndjson"
    case .serverSentEvents: "text/event-stream"
    }
  }

  /// What readers pass over.
  var signOfLife: [UInt8] {
    switch self {
    case .lines: Array("\n".utf8)
    case .serverSentEvents: Array(":\n\n".utf8)
    }
  }

  func frame(_ event: [UInt8]) -> [UInt8] {
    switch self {
    case .lines: event + "\n".utf8
    case .serverSentEvents: "data: ".utf8 + event + "\n\n".utf8
    }
  }
}
