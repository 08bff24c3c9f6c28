internal import ProcessEvents
internal import ProcessTable

/// A process's name and how well it is known, small enough to be a key.
///
/// A stale name is another one than the same name known: what was counted under a guess is not mixed with facts.
struct ShownName: Hashable {
  private var front: UInt64 = 0
  private var back: UInt64 = 0
  private(set) var certainty: Certainty

  enum Certainty: UInt8 { case known, stale, unknown }

  static let unknown = ShownName(.unknown)

  init(_ name: Fact<CommandName>) {
    switch name {
    case .known(let name): self.init(name, .known)
    case .stale(let name): self.init(name, .stale)
    case .unknown: self.init(CommandName(""), .unknown)
    }
  }

  private init(_ name: CommandName, _ certainty: Certainty) {
    self.certainty = certainty
    // Bytes after the first zero mean nothing, and are not to tell two keys apart.
    for index in 0..<16 {
      let byte = UInt64(name.bytes[index])
      if byte == 0 { break }
      if index < 8 { front |= byte << (8 * index) } else { back |= byte << (8 * (index - 8)) }
    }
  }

  var isUnknown: Bool { certainty == .unknown }

  /// The name itself; empty where it is unknown.
  var command: CommandName {
    var name = CommandName("")
    for index in 0..<8 {
      name.bytes[index] = UInt8(truncatingIfNeeded: front >> (8 * index))
      name.bytes[index + 8] = UInt8(truncatingIfNeeded: back >> (8 * index))
    }
    return name
  }

  /// For people: `~` behind a name that may not be true any more, `?` in place of none.
  var text: String {
    if isUnknown { return "?" }
    var bytes: [UInt8] = []
    bytes.writePrintable(command)
    if certainty == .stale { bytes.append(UInt8(ascii: "~")) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
