internal import Yams

extension CleanupPlan {
  /// - Returns: nil where it has no usable action; the reader has been told.
  init?(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ConfigurationKeys.cleanup, in: "\"cleanup\"")
    guard case .mapping = node else { return nil }
    self.init(actions: [])
    user = values["user"].flatMap { reader.account($0, "\"user\"", "user") }
    func duration(_ key: String, _ value: inout UInt64, _ reader: inout ConfigurationReader) {
      guard let node = values[key] else { return }
      value = reader.duration(node, "\"\(key)\"") ?? value
    }
    duration("time_limit", &timeLimit, &reader)
    duration("kill_delay", &killDelay, &reader)
    duration("back_off", &backOff, &reader)
    duration("longest_back_off", &longestBackOff, &reader)
    if backOff > longestBackOff, let node = values["longest_back_off"] ?? values["back_off"] {
      reader.report("\"longest_back_off\" is shorter than \"back_off\"", at: node)
    }
    if let value = values["attempts"] {
      attempts = reader.number(value, "\"attempts\"", in: 1...1000) ?? attempts
    }
    guard let list = values["actions"] else {
      reader.report("a clean-up needs \"actions\"", at: node)
      return nil
    }
    guard let items = reader.list(list, "\"actions\"") else { return nil }
    if items.isEmpty { reader.report("a clean-up needs at least one action", at: list) }
    actions = items.compactMap { CleanupAction($0, by: &reader) }
    if actions.isEmpty { return nil }
  }
}

extension CleanupAction {
  /// Takes a word, where the action needs nothing else, or a mapping with one key.
  fileprivate init?(_ node: Node, by reader: inout ConfigurationReader) {
    var argument: Node?
    var wordNode = node
    if case .mapping(let mapping) = node, mapping.count == 1, let pair = mapping.first {
      wordNode = pair.key
      argument = pair.value.isAbsent ? nil : pair.value
    } else if node.scalar == nil {
      reader.report("an action has one key, such as \"command: [/bin/true]\"", at: node)
      return nil
    }
    guard let word = reader.text(wordNode, "an action") else { return nil }
    switch (word, argument) {
    case ("end_orphans", nil): self = .endOrphans
    case ("end_orphans", let value?):
      reader.report("\"end_orphans\" takes no value", at: value)
      return nil
    case ("remove_shared_memory", nil): self = .removeSharedMemory(namePattern: nil)
    case ("remove_shared_memory", let value?):
      guard let pattern = Self.memoryName(value, by: &reader) else { return nil }
      self = .removeSharedMemory(namePattern: pattern)
    case ("remove_files", let value?):
      guard let pattern = Self.pattern(value, "\"\(word)\"", by: &reader) else { return nil }
      self = .removeFiles(pattern: pattern)
    case ("command", let value?):
      guard let words = Self.command(value, by: &reader) else { return nil }
      self = .command(words)
    case ("post", let value?):
      guard let url = Self.url(value, by: &reader) else { return nil }
      self = .post(url: url)
    case (_, nil) where ConfigurationKeys.action.contains(word):
      reader.report("\"\(word)\" needs a value", at: wordNode)
      return nil
    default:
      reader.report(
        reader.unknown(word, among: ConfigurationKeys.action, "action", in: "\"actions\""),
        at: wordNode)
      return nil
    }
  }

  private static func command(_ node: Node, by reader: inout ConfigurationReader) -> [String]? {
    guard case .sequence(let sequence) = node, let first = sequence.first else {
      reader.report(
        "\"command\" is a list, the program's path first; for a shell: [/bin/sh, -c, \"…\"]",
        at: node)
      return nil
    }
    guard reader.path(first, "the program") != nil else { return nil }
    let words = sequence.compactMap { reader.text($0, "an argument") }
    return words.count == sequence.count ? words : nil
  }

  private static func pattern(
    _ node: Node, _ what: String, by reader: inout ConfigurationReader
  ) -> String? {
    guard let text = reader.path(node, what) else { return nil }
    return check(text, text, node, what, by: &reader) ? text : nil
  }

  /// A name as shm_open(3) takes it; its slash at the beginning may be left out.
  private static func memoryName(_ node: Node, by reader: inout ConfigurationReader) -> String? {
    let what = "\"remove_shared_memory\""
    guard let text = reader.text(node, what) else { return nil }
    let name = text.hasPrefix("/") ? String(text.dropFirst()) : text
    guard !name.isEmpty, !name.contains("/") else {
      reader.report("\(what) is a name in /dev/shm, such as db-{pid}", at: node)
      return nil
    }
    return check("/dev/shm/\(name)", name, node, what, by: &reader) ? name : nil
  }

  /// Reads a pattern as the clean-up will, with values of a kind that it can have.
  private static func check(
    _ path: String, _ text: String, _ node: Node, _ what: String,
    by reader: inout ConfigurationReader
  ) -> Bool {
    do {
      _ = try PathPattern(path, NamePattern.Values(pid: 1, token: "a"))
      return true
    } catch {
      for part in text.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
        let word = String(part.prefix { $0 != "}" })
        if word.count < part.count, word != "pid", word != "token" {
          reader.report(
            reader.unknown(word, among: ["pid", "token"], "placeholder", in: what), at: node)
          return false
        }
      }
      reader.report("\(what): \(error.text)", at: node)
      return false
    }
  }

  private static func url(_ node: Node, by reader: inout ConfigurationReader) -> String? {
    guard let text = reader.text(node, "\"post\"") else { return nil }
    let isSocket =
      text.hasPrefix("unix:/")
      && text.dropFirst(5).split(separator: ":", maxSplits: 1).last?.hasPrefix("/") == true
      && text.dropFirst(5).contains(":")
    let isWeb = text.hasPrefix("http://") && text.count > 7 && !text.hasPrefix("http:///")
    guard isSocket || isWeb else {
      reader.report("\"post\" is http://host/path or unix:/socket:/path", at: node)
      return nil
    }
    do { _ = try PostTarget(text) } catch {
      reader.report("\"post\": \(error.text)", at: node)
      return nil
    }
    return text
  }
}
