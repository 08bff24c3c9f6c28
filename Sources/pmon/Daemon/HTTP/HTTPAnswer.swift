/// An answer of HTTP/1.
struct HTTPAnswer: Hashable, Sendable {
  var status: Int
  /// Names in small letters.
  var fields: [(name: String, value: String)] = []
  var body: [UInt8] = []

  /// The value of a field; nil where it is absent.
  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  static func == (left: HTTPAnswer, right: HTTPAnswer) -> Bool {
    left.status == right.status && left.body == right.body
      && left.fields.elementsEqual(right.fields, by: ==)
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(status)
    hasher.combine(body)
  }
}

/// Why what came is no answer of HTTP/1 that is taken here: the rest of a sentence on it.
struct HTTPFault: Error, Hashable {
  var message: String

  init(_ message: String) { self.message = message }
}
