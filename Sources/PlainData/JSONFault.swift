/// Why a text is no JSON that is taken here.
package struct JSONFault: Error, Hashable {
  package var message: String
  /// In bytes, from 0.
  package var offset: Int
}

extension JSONFault: CustomStringConvertible {
  package var description: String { "\(message), at byte \(offset)" }
}
