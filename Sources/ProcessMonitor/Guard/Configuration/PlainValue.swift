internal import Yams

/// A value as any notation may have it: what is read from requests passes the configuration's checks as this.
package indirect enum PlainValue: Hashable, Sendable {
  case absent
  /// A number or a truth value, as it is written.
  case word(String)
  case text(String)
  case list([PlainValue])
  /// Each key once.
  case mapping([Entry])

  package struct Entry: Hashable, Sendable {
    package var key: String
    package var value: PlainValue

    package init(key: String, value: PlainValue) {
      self.key = key
      self.value = value
    }
  }
}

extension PlainValue {
  /// The same as the YAML parser would make of it, without any of YAML's own ways to write things.
  var node: Node {
    switch self {
    case .absent: .scalar(.init("null", .implicit, .plain))
    case .word(let word): .scalar(.init(word, .implicit, .plain))
    case .text(let text): .scalar(.init(text, .implicit, .doubleQuoted))
    case .list(let items): .sequence(.init(items.map(\.node)))
    case .mapping(let entries):
      .mapping(.init(entries.map { (PlainValue.text($0.key).node, $0.value.node) }))
    }
  }
}
