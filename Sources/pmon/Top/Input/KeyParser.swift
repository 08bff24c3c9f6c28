/// Makes keys of the bytes that a terminal sends, however they are split over reads.
///
/// The Esc key sends the byte that the sequences of other keys begin with. It is one if nothing follows soon:
/// ``isWaiting`` says that this is to be seen, and ``flush()`` that nothing has followed.
struct KeyParser {
  private var state = State.ground
  /// What has come of a sequence or a character so far; never more than ``limit``.
  private var pending: [UInt8] = []

  private enum State {
    case ground
    case escape
    /// After `ESC [`
    case sequence
    /// A sequence that is too long to mean anything, and is skipped.
    case skipped
    /// After `ESC O`
    case singleShift
    /// In a character of several bytes, of which so many are to come.
    case character(rest: Int)
  }

  private static let limit = 16
  private static let escape: UInt8 = 0x1B

  /// Whether what has come so far may be a key already, or the beginning of another.
  var isWaiting: Bool { if case .ground = state { false } else { true } }

  mutating func parse(_ bytes: some Sequence<UInt8>) -> [Key] {
    var keys: [Key] = []
    for byte in bytes { take(byte, &keys) }
    return keys
  }

  /// Takes what has come for all that there is.
  mutating func flush() -> [Key] {
    defer { reset() }
    return switch state {
    case .ground: []
    case .escape: [.escape]
    // Alt with `[` or `O`, or half of something.
    case .sequence, .skipped, .singleShift, .character: [.other]
    }
  }

  private mutating func reset() {
    state = .ground
    pending.removeAll(keepingCapacity: true)
  }

  private mutating func take(_ byte: UInt8, _ keys: inout [Key]) {
    switch state {
    case .ground: takeFirst(byte, &keys)
    case .escape: takeAfterEscape(byte, &keys)
    case .sequence, .skipped: takeInSequence(byte, &keys)
    case .singleShift:
      reset()
      // The keypad's
      keys.append(byte == UInt8(ascii: "M") ? .enter : KeyParser.final(byte, parameter: nil))
    case .character(let rest): takeInCharacter(byte, rest: rest, &keys)
    }
  }

  private mutating func takeFirst(_ byte: UInt8, _ keys: inout [Key]) {
    switch byte {
    case KeyParser.escape: state = .escape
    case 0x0D, 0x0A: keys.append(.enter)
    case 0x09: keys.append(.tab)
    case 0x08, 0x7F: keys.append(.backspace)
    case 0x01...0x1A: keys.append(.control(Unicode.Scalar(byte + 0x60)))
    case 0x20..<0x7F: keys.append(.character(Unicode.Scalar(byte)))
    case 0xC2...0xF4:
      pending = [byte]
      state = .character(rest: byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3)
    default: keys.append(.other)
    }
  }

  private mutating func takeAfterEscape(_ byte: UInt8, _ keys: inout [Key]) {
    switch byte {
    case UInt8(ascii: "["): state = .sequence
    case UInt8(ascii: "O"): state = .singleShift
    case KeyParser.escape: keys.append(.escape)
    default:
      // Alt with another key: nothing that has a meaning here, and not that key either.
      reset()
      keys.append(.other)
    }
  }

  private mutating func takeInSequence(_ byte: UInt8, _ keys: inout [Key]) {
    switch byte {
    case 0x20..<0x40:
      if pending.count < KeyParser.limit { pending.append(byte) } else { state = .skipped }
    case 0x40..<0x7F:
      let key =
        if case .skipped = state { Key.other } else { KeyParser.final(byte, parameter: parameter) }
      reset()
      keys.append(key)
    case KeyParser.escape:
      reset()
      state = .escape
    default:
      reset()
      keys.append(.other)
    }
  }

  private mutating func takeInCharacter(_ byte: UInt8, rest: Int, _ keys: inout [Key]) {
    guard 0x80..<0xC0 ~= byte else {
      reset()
      keys.append(.other)
      takeFirst(byte, &keys)
      return
    }
    pending.append(byte)
    guard rest == 1 else {
      state = .character(rest: rest - 1)
      return
    }
    let text = String(validating: pending, as: UTF8.self)
    reset()
    keys.append(text?.unicodeScalars.first.map(Key.character) ?? .other)
  }

  /// The first number of a sequence; nil where there is none.
  private var parameter: Int? {
    let digits = pending.prefix { 0x30..<0x3A ~= $0 }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private static func final(_ byte: UInt8, parameter: Int?) -> Key {
    switch (Unicode.Scalar(byte), parameter) {
    case ("A", _): .up
    case ("B", _): .down
    case ("C", _): .right
    case ("D", _): .left
    case ("H", _), ("~", 1), ("~", 7): .home
    case ("F", _), ("~", 4), ("~", 8): .end
    case ("Z", _): .backTab
    case ("~", 3): .delete
    case ("~", 5): .pageUp
    case ("~", 6): .pageDown
    default: .other
    }
  }
}
