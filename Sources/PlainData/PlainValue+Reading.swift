/// Parts of a value of which it is not certain that it is what was hoped for: nil is what is not there, or of another
/// kind.
extension PlainValue {
  /// What lies behind the keys, one in the other.
  package subscript(_ keys: String...) -> PlainValue? {
    var value = self
    for key in keys {
      guard case .mapping(let entries) = value,
        let entry = entries.first(where: { $0.key == key })
      else { return nil }
      value = entry.value
    }
    return value
  }

  package var text: String? { if case .text(let text) = self { text } else { nil } }

  package var flag: Bool? {
    switch self {
    case .word("true"): true
    case .word("false"): false
    default: nil
    }
  }

  package var items: [PlainValue]? { if case .list(let items) = self { items } else { nil } }

  package var entries: [Entry]? { if case .mapping(let entries) = self { entries } else { nil } }

  /// A whole number that the type has room for.
  package func number<Number: FixedWidthInteger>(as type: Number.Type = Number.self) -> Number? {
    if case .word(let word) = self { Number(word) } else { nil }
  }
}
