internal import PlainData
internal import Yams

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
