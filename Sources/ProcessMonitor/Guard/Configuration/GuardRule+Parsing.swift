internal import ProcessEvents
internal import Yams

extension GuardRule {
  /// - Returns: nil where something is wrong; the reader has been told.
  init?(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ConfigurationKeys.guardRule, in: "a guard")
    guard case .mapping = node else { return nil }
    let name = values["name"].flatMap { Self.name($0, by: &reader) }
    if values["name"] == nil { reader.report("a guard needs a \"name\"", at: node) }
    let match = values["match"].flatMap {
      Self.filter($0, "\"match\"", scope: .match, by: &reader)
    }
    let plan = values["cleanup"].flatMap { CleanupPlan($0, by: &reader) }
    if values["cleanup"] == nil, values["match"] != nil {
      reader.report(
        "a guard with \"match\" needs a \"cleanup\"; without, its registrations bring theirs",
        at: node)
    }
    self.init(name: name ?? "", match: match, plan: plan)
    if let value = values["on"] { trigger = GuardTrigger(value, by: &reader) ?? trigger }
    if let value = values["on_unknown"] {
      onUnknown = reader.word(value, "\"on_unknown\"") ?? onUnknown
    }
    readPace(values, by: &reader)
    guard name != nil, plan != nil || values["cleanup"] == nil else { return nil }
  }

  /// How fast clean-ups follow each other.
  private mutating func readPace(_ values: [String: Node], by reader: inout ConfigurationReader) {
    concurrency = values["concurrency"].flatMap {
      reader.number($0, "\"concurrency\"", in: 1...10_000)
    }
    isOrdered = values["order"].flatMap { reader.truth($0, "\"order\"") } ?? false
    if isOrdered, let concurrency, concurrency != 1, let node = values["concurrency"] {
      reader.report("with \"order\" one clean-up runs at a time: \"concurrency\" is 1", at: node)
    }
    fold = values["fold"].flatMap { CrashLoopFolder.Rule($0, by: &reader) }
    rateLimit = values["rate_limit"].flatMap { CleanupRate($0, by: &reader) }
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

extension CrashLoopFolder.Rule {
  fileprivate init?(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ConfigurationKeys.fold, in: "\"fold\"")
    guard case .mapping = node else { return nil }
    let window = values["window"].flatMap { reader.duration($0, "\"window\"", atLeast: 100) }
    if values["window"] == nil { reader.report("\"fold\" needs a \"window\"", at: node) }
    let threshold = values["threshold"].flatMap {
      reader.number($0, "\"threshold\"", in: 1...1_000_000)
    }
    guard let window else { return nil }
    self.init(threshold: threshold ?? 1, window: window)
  }
}

extension CleanupRate {
  fileprivate init?(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ConfigurationKeys.rateLimit, in: "\"rate_limit\"")
    guard case .mapping = node else { return nil }
    func number(_ key: String, _ reader: inout ConfigurationReader) -> Int? {
      values[key].flatMap { reader.number($0, "\"\(key)\"", in: 1...1_000_000) }
    }
    let perMinute = number("per_minute", &reader)
    if values["per_minute"] == nil {
      reader.report("\"rate_limit\" needs \"per_minute\"", at: node)
    }
    let burst = number("burst", &reader)
    guard let perMinute else { return nil }
    self.init(perMinute: perMinute, burst: burst ?? 1)
  }
}
