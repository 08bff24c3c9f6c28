internal import HTTPTypes
internal import PlainData
internal import ProcessMonitor

/// What is wrong with a request, for whoever made it; RFC 9457.
struct Problem: Error, Sendable {
  var status: HTTPResponse.Status
  /// One sentence that says what to do.
  var detail: String
  /// Seconds after which it may go better.
  var retryAfter: Int?
  var fields = HTTPFields()

  init(_ status: HTTPResponse.Status, _ detail: String, retryAfter: Int? = nil) {
    self.status = status
    self.detail = detail
    self.retryAfter = retryAfter
  }

  static let type = "application/problem+json"

  var answer: Answer {
    var answer = Answer.json(status, type: Self.type) { json in
      json.text("type", "about:blank")
      json.text("title", status.reasonPhrase)
      json.number("status", status.code)
      json.text("detail", detail)
    }
    answer.fields = fields
    if let retryAfter { answer.fields[.retryAfter] = String(retryAfter) }
    return answer
  }
}

extension Problem {
  init(_ refusal: MonitorRefusal) {
    switch refusal {
    case .invalid(let text): self.init(.badRequest, Self.sentence(text))
    case .forbidden(let text): self.init(.forbidden, Self.sentence(text))
    case .notFound(let text): self.init(.notFound, Self.sentence(text))
    case .conflict(let text): self.init(.conflict, Self.sentence(text))
    case .limit(let text): self.init(.tooManyRequests, Self.sentence(text), retryAfter: 60)
    default: self.init(.serviceUnavailable, Self.sentence(refusal.message), retryAfter: 5)
    }
  }

  /// All that is wrong, one after the other; there are no lines to name.
  init(_ error: ConfigurationError) {
    // What is long is cut short: an answer is not to be larger than what it answers.
    var sentences = error.mistakes.prefix(10).map { Self.sentence(String($0.message.prefix(500))) }
    let rest = error.mistakes.count - sentences.count
    if rest > 0 { sentences.append("There are \(rest) more mistakes.") }
    self.init(.badRequest, sentences.joined(separator: " "))
  }

  static func sentence(_ text: String) -> String {
    let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let first = text.prefix(1).uppercased() + text.dropFirst()
    return [".", "?", "!"].contains(first.suffix(1)) ? first : first + "."
  }
}
