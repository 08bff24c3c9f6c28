internal import EventRendering

/// One line of the doctor's.
struct Finding {
  enum Grade: String {
    case ok = "OK"
    case limited = "LIMITED"
    case no = "NO"
  }

  /// What was looked at; its key in JSON.
  let subject: String
  let grade: Grade
  /// What was found.
  let detail: String
  /// What to do about it; nil where it is well.
  let advice: String?

  static func ok(_ subject: String, _ detail: String) -> Finding {
    Finding(subject: subject, grade: .ok, detail: detail, advice: nil)
  }

  static func limited(_ subject: String, _ detail: String, advice: String) -> Finding {
    Finding(subject: subject, grade: .limited, detail: detail, advice: advice)
  }

  static func no(_ subject: String, _ detail: String, advice: String) -> Finding {
    Finding(subject: subject, grade: .no, detail: detail, advice: advice)
  }
}

extension [Finding] {
  /// A line each.
  var text: String {
    map { finding in
      var line: [UInt8] = []
      line.write(finding.grade.rawValue)
      line.pad(to: 9, from: 0)
      line.write(finding.subject)
      line.pad(to: 25, from: 0)
      line.write(finding.detail)
      if let advice = finding.advice { line.write("; \(advice)") }
      return String(decoding: line, as: UTF8.self) + "\n"
    }.joined()
  }
}
