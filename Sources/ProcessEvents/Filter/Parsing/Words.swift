/// The words of the language, and those that somebody may write for them.
enum Words {
  /// Those that may begin a term.
  private static let beginnings: [String] =
    Filter.Event.allCases.map(\.rawValue) + Filter.Flag.allCases.map(\.rawValue)
    + Filter.NumberField.allCases.map(\.rawValue) + Filter.TextField.allCases.map(\.rawValue)
    + ["event", "ancestor", "all", "not"]

  static let reserved = Set(beginnings + ["and", "or", "in"])

  /// No word of the language, nor any that resembles one, has more bytes.
  static let longest = 24

  /// What was meant by a word that begins no term.
  static func nearest(to word: String) -> [String] {
    if let meant = synonyms[word.lowercased()] { return meant }
    return nearest(to: word, among: beginnings)
  }

  static func events(like word: String) -> [String] {
    nearest(to: word, among: Filter.Event.allCases.map(\.rawValue))
  }

  static func signals(like word: String) -> [String] {
    let name = word.uppercased().hasPrefix("SIG") ? String(word.dropFirst(3)) : word
    return nearest(to: name, among: (1...64).map { Signal(rawValue: $0).name })
  }

  static func connectives(like word: String) -> [String] {
    nearest(to: word, among: ["and", "or"])
  }

  private static func nearest(to word: String, among candidates: [String]) -> [String] {
    guard word.utf8.count <= longest else { return [] }
    return NearestWord.find(word, among: candidates).map { [$0] } ?? []
  }

  /// The fields that hold what somebody may want of an event or a flag.
  static func fields(of word: String) -> [String] {
    switch word {
    case "exit": ["code", "signal", "status"]
    case "gid": ["rgid", "egid"]
    case "ptrace": ["tracer"]
    case "thread": ["tid"]
    default: []
    }
  }

  /// What others call it.
  private static let synonyms: [String: [String]] = [
    "exitcode": ["code"], "exit_code": ["code"], "exitstatus": ["status"],
    "exit_status": ["status"], "sig": ["signal"], "parent": ["ppid"], "tgid": ["pid"],
    "process": ["pid"], "command": ["name", "args"], "cmd": ["name", "args"],
    "cmdline": ["args"], "argv": ["args"], "arguments": ["args"], "executable": ["exe"],
    "path": ["exe"], "username": ["user"], "death": ["exit"], "died": ["exit"],
    "clone": ["fork"], "failed": ["abnormal"], "true": ["all"], "any": ["all"],
  ]
}
