internal import PlainData

/// How the daemon's journal is.
enum JournalFinding {
  static func finding(_ value: PlainValue) -> Finding {
    let subject = "journal"
    var parts: [String] = []
    if let path = value["path"]?.text { parts.append(StatusReport.printable(path)) }
    if let size: UInt64 = value["file_bytes"]?.number() {
      var text = ByteCount.text(size)
      if let used: UInt64 = value["used_bytes"]?.number() {
        text += ", \(ByteCount.text(used)) used"
      }
      parts.append(text)
    }
    if let waiting: UInt64 = value["waiting"]?.number(), waiting > 0 {
      parts.append("\(waiting) waiting in memory")
    }
    if let refused: UInt64 = value["refused"]?.number(), refused > 0 {
      parts.append("\(refused) refused")
    }
    let text = parts.joined(separator: ", ")
    switch value["state"]?.text {
    case "failing":
      return .no(
        subject, join("it cannot be written", text),
        advice: "make room on its disk, or see why in pmond's log")
    case "memory_only":
      return .no(
        subject, join("what is to be kept is in memory alone", text),
        advice: "see in pmond's log why the file cannot be used")
    default: return .ok(subject, text.isEmpty ? "ok" : text)
    }
  }

  private static func join(_ first: String, _ rest: String) -> String {
    rest.isEmpty ? first : "\(first): \(rest)"
  }
}
