internal import ProcessEvents
internal import Yams

extension MonitorConfiguration {
  /// Reads a configuration and checks it as a whole; the empty text gives the defaults.
  ///
  /// - Throws: all that is wrong with it; of a text that is no YAML, the first thing.
  public init(parsing text: String) throws(ConfigurationError) {
    self.init()
    var reader = ConfigurationReader(text)
    guard text.utf8.count <= Self.sizeLimit else {
      throw ConfigurationError([
        ConfigurationMistake(
          line: 1, column: 1, message: "the file is longer than \(Self.sizeLimit) bytes")
      ])
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw ConfigurationError([ConfigurationMistake(error, in: text)])
    }
    if let root, !root.isAbsent { read(root, by: &reader) }
    if !reader.mistakes.isEmpty { throw ConfigurationError(reader.sortedMistakes) }
  }

  /// Bytes
  static let sizeLimit = 1 << 20

  private mutating func read(_ root: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(
      of: root, keys: ConfigurationKeys.top, in: "the configuration")
    if let node = values["paths"] { readPaths(node, by: &reader) }
    if let node = values["access"] { access = MonitorAccess(node, by: &reader) }
    if let node = values["limits"] { limits = MonitorLimits(node, by: &reader) }
    guard let node = values["guards"], let list = reader.list(node, "\"guards\"") else { return }
    var names: Set<String> = []
    for item in list {
      guard let rule = GuardRule(item, by: &reader) else { continue }
      if !names.insert(rule.name).inserted {
        reader.report("there are two guards named \"\(rule.name)\"", at: item)
      }
      guards.append(rule)
    }
  }

  private mutating func readPaths(_ node: Node, by reader: inout ConfigurationReader) {
    let values = reader.values(of: node, keys: ConfigurationKeys.paths, in: "\"paths\"")
    if let path = values["journal"] { paths.journal = reader.path(path, "\"journal\"") ?? "" }
    if let node = values["socket"], let path = readSocket(node, "\"socket\"", by: &reader) {
      paths.socket = path
      paths.connector = MonitorPaths.connector(beside: path)
      if values["connector"] == nil { Self.check(paths.connector!, "\"connector\"", node, &reader) }
    }
    guard let node = values["connector"] else { return }
    paths.connector =
      node.string == "off" ? nil : readSocket(node, "\"connector\"", by: &reader)
  }

  private func readSocket(
    _ node: Node, _ what: String, by reader: inout ConfigurationReader
  ) -> String? {
    guard let path = reader.path(node, what) else { return nil }
    Self.check(path, what, node, &reader)
    return path
  }

  /// C: `sun_path` of unix(7), with its final zero
  private static func check(
    _ path: String, _ what: String, _ node: Node, _ reader: inout ConfigurationReader
  ) {
    if path.utf8.count > 107 { reader.report("\(what) is at most 107 bytes long", at: node) }
  }
}

extension MonitorLimits {
  fileprivate init(_ node: Node, by reader: inout ConfigurationReader) {
    self.init()
    let values = reader.values(of: node, keys: ConfigurationKeys.limits, in: "\"limits\"")
    for key in LimitKey.all {
      guard let value = values[key.name] else { continue }
      let what = "\"\(key.name)\""
      switch key.kind {
      case .number(let range, let path):
        self[keyPath: path] = reader.number(value, what, in: range) ?? self[keyPath: path]
      case .optionalNumber(let range, let path):
        self[keyPath: path] = reader.number(value, what, in: range)
      case .size(let range, let path):
        self[keyPath: path] = reader.size(value, what, in: range) ?? self[keyPath: path]
      case .duration(let least, let path):
        self[keyPath: path] = reader.duration(value, what, atLeast: least) ?? self[keyPath: path]
      }
    }
  }
}

extension MonitorAccess {
  fileprivate init(_ node: Node, by reader: inout ConfigurationReader) {
    self.init()
    let values = reader.values(of: node, keys: ConfigurationKeys.access, in: "\"access\"")
    group = values["group"].flatMap { reader.account($0, "\"group\"", "group") }
    if let value = values["registrations"] {
      registrations = reader.word(value, "\"registrations\"") ?? registrations
    }
  }
}

extension ConfigurationMistake {
  /// What the YAML parser says.
  fileprivate init(_ error: any Error, in text: String) {
    self.init(line: 1, column: 1, message: "\(error)")
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      line = mark.line
      column = mark.column
      message = "no YAML: " + (context.map { "\($0.text): " } ?? "") + problem
    case YamlError.reader(let problem, let offset, _, _):
      let before = text.prefix(offset ?? 0)
      line = before.count(where: \.isNewline) + 1
      column = before.reversed().prefix { !$0.isNewline }.count + 1
      message = "no YAML: \(problem)"
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      line = context.mark.line
      column = context.mark.column
      let keys = duplicates.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
      message = "a mapping has the same key twice: \(keys)"
    default: break
    }
  }
}
