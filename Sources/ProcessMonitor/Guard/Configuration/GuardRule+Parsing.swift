internal import ProcessEvents
internal import Yams

extension GuardRule {
  /// - Returns: nil where something is wrong; the reader has been told.
  init?(_ node: Node, by reader: inout ConfigurationReader) {
    let keys = ["name", "match", "on", "on_unknown", "cleanup", "concurrency"]
    let values = reader.values(of: node, keys: keys, in: "a guard")
    guard case .mapping = node else { return nil }
    let name = values["name"].flatMap { Self.name($0, by: &reader) }
    if values["name"] == nil { reader.report("a guard needs a \"name\"", at: node) }
    let match = values["match"].flatMap {
      Self.filter($0, "\"match\"", scope: .match, by: &reader)
    }
    let trigger = values["on"].flatMap { GuardTrigger($0, by: &reader) } ?? .abnormal
    let onUnknown = values["on_unknown"].flatMap { UnknownEndPolicy($0, by: &reader) } ?? .clean
    let concurrency = values["concurrency"].flatMap {
      reader.number($0, "\"concurrency\"", in: 1...10_000)
    }
    let plan = values["cleanup"].flatMap { CleanupPlan($0, by: &reader) }
    if values["cleanup"] == nil { reader.report("a guard needs a \"cleanup\"", at: node) }
    guard let name, let plan else { return nil }
    self.init(
      name: name, match: match, trigger: trigger, onUnknown: onUnknown, plan: plan,
      concurrency: concurrency)
  }

  private static func name(_ node: Node, by reader: inout ConfigurationReader) -> String? {
    guard let name = reader.text(node, "\"name\"") else { return nil }
    guard isName(name) else {
      reader.report(
        "a guard's name has 1 to 64 letters, digits, \"-\", \"_\" or \".\"", at: node)
      return nil
    }
    return name
  }

  /// Whether a text may name a guard; a slash would make ids of deaths ambiguous.
  public static func isName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0))
          || "-_.".unicodeScalars.contains($0)
      }
  }

  fileprivate static func filter(
    _ node: Node, _ what: String, scope: FilterScope, by reader: inout ConfigurationReader
  ) -> Filter? {
    guard let filter = reader.filter(node, what) else { return nil }
    for word in scope.strangers(in: filter) { reader.report(scope.message(about: word), at: node) }
    return filter
  }
}

extension GuardTrigger {
  fileprivate init?(_ node: Node, by reader: inout ConfigurationReader) {
    switch node.scalar?.string {
    case "abnormal": self = .abnormal
    case "any": self = .any
    default:
      guard let filter = GuardRule.filter(node, "\"on\"", scope: .on, by: &reader) else {
        return nil
      }
      self = .filter(filter)
    }
  }
}

extension UnknownEndPolicy {
  fileprivate init?(_ node: Node, by reader: inout ConfigurationReader) {
    guard let word = reader.text(node, "\"on_unknown\"") else { return nil }
    guard let policy = UnknownEndPolicy(rawValue: word) else {
      let words = Self.allCases.map(\.rawValue)
      reader.report(reader.unknown(word, among: words, "word", in: "\"on_unknown\""), at: node)
      return nil
    }
    self = policy
  }
}
