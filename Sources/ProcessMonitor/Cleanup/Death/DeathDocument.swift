internal import ProcessEvents
internal import ProcessTable

/// A death as one JSON object, with the names of `pmon watch --json`; the guard's part is an object beside it.
enum DeathDocument {
  static func json(of death: GuardedDeath, attempt: Int, count: Int) -> String {
    var process = ["\"pid\":\(death.process.process.rawValue)"]
    if let status = death.status {
      process.append(
        "\"exit\":{\"code\":\(status.code.map { String($0) } ?? "null"),"
          + "\"signal\":\(status.signal.map { String($0.rawValue) } ?? "null"),"
          + "\"core_dumped\":\(status.coreDumped)}")
    }
    if let name = death.name { process.append("\"executable\":{\"name\":\(quoted(name))}") }
    if let start = death.startTime {
      process.append("\"creation\":{\"time\":\(quoted(PlainText.time(start)))}")
      if start <= death.time { process.append("\"duration_ns\":\(death.time - start)") }
    }
    var watch = [
      "\"name\":\(quoted(death.guardName))", "\"death_id\":\(quoted(death.id.rawValue))",
    ]
    if let token = death.token { watch.append("\"token\":\(quoted(token))") }
    if let owner = death.owner { watch.append("\"user\":{\"id\":\(owner)}") }
    watch += [
      "\"inferred\":\(death.isInferred)", "\"attempt\":\(attempt)", "\"count\":\(count)",
    ]
    return "{\"time\":\(quoted(PlainText.time(death.time))),\"event\":\"exit\","
      + "\"process\":{\(process.joined(separator: ","))},"
      + "\"guard\":{\(watch.joined(separator: ","))}}\n"
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0"..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
