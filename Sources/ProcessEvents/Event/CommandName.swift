/// The short name of a task: at most 15 bytes, which need not be UTF-8.
///
/// C: `comm`, `TASK_COMM_LEN`.
public struct CommandName: Sendable {
  /// Sixteen bytes; those after the first zero mean nothing.
  public var bytes: [16 of UInt8]

  /// Takes the bytes as the kernel keeps them.
  @inlinable public init(bytes: [16 of UInt8]) { self.bytes = bytes }

  /// Takes the first 15 bytes of `name`'s UTF-8.
  public init(_ name: String) {
    bytes = .init(repeating: 0)
    for (index, byte) in name.utf8.prefix(15).enumerated() { bytes[index] = byte }
  }

  /// Bytes before the first zero.
  public var count: Int {
    for index in 0..<16 where bytes[index] == 0 { return index }
    return 16
  }
}

extension CommandName: Hashable {
  public static func == (left: CommandName, right: CommandName) -> Bool {
    let count = left.count
    guard count == right.count else { return false }
    for index in 0..<count where left.bytes[index] != right.bytes[index] { return false }
    return true
  }

  public func hash(into hasher: inout Hasher) {
    for index in 0..<count { hasher.combine(bytes[index]) }
  }
}

extension CommandName: CustomStringConvertible {
  /// The name as text; bytes that are not UTF-8 become U+FFFD.
  public var description: String {
    var text: [UInt8] = []
    for index in 0..<count { text.append(bytes[index]) }
    return String(decoding: text, as: UTF8.self)
  }
}
