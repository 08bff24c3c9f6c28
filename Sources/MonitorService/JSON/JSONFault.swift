/// Why a text is no JSON that is taken here.
struct JSONFault: Error, Hashable {
  var message: String
  /// In bytes, from 0.
  var offset: Int
}

extension JSONFault: CustomStringConvertible {
  var description: String { "\(message), at byte \(offset)" }
}
