extension JSONText {
  /// A value as it was read: keys in their order, numbers as they were written.
  package mutating func value(_ key: String? = nil, _ value: PlainValue) {
    switch value {
    case .absent: null(key)
    case .word(let word): raw(key, word.utf8)
    case .text(let text): self.text(key, text)
    case .list(let items): list(key) { json in for item in items { json.value(nil, item) } }
    case .mapping(let entries):
      object(key) { json in for entry in entries { json.value(entry.key, entry.value) } }
    }
  }
}

extension PlainValue {
  /// It as JSON, on one line.
  package var json: [UInt8] {
    var text = JSONText()
    text.value(nil, self)
    return text.bytes
  }
}
