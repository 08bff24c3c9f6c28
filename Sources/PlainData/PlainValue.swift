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
