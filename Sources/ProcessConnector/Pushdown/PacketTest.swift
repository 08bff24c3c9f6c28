internal import ProcessEvents

/// A condition on the bytes of a datagram.
indirect enum PacketTest: Hashable, Sendable {
  case always
  case never
  case question(Question, isInverted: Bool)
  case and([PacketTest])
  case or([PacketTest])

  enum Question: Hashable, Sendable {
    /// Whether a number is one of some.
    case number(Number, Filter.NumberSet)
    /// Whether these bytes stand there.
    case bytes(at: Int, [UInt8])
    /// Whether the ids of a pair differ: a thread that is not its process's first.
    case isThread(at: Int)
  }

  /// A number in the datagram, in the machine's byte order.
  enum Number: Hashable, Sendable {
    case word(at: Int)
    /// Some bits of a byte.
    case byte(at: Int, mask: UInt32)
  }
}

extension PacketTest {
  static func all(_ tests: [PacketTest]) -> PacketTest {
    var open: [PacketTest] = []
    for test in tests where test != .always && !open.contains(test) {
      if test == .never { return .never }
      open.append(test)
    }
    return open.count > 1 ? .and(open) : open.first ?? .always
  }

  static func any(_ tests: [PacketTest]) -> PacketTest {
    var open: [PacketTest] = []
    for test in tests where test != .never && !open.contains(test) {
      if test == .always { return .always }
      open.append(test)
    }
    return open.count > 1 ? .or(open) : open.first ?? .never
  }

  static func word(at offset: Int, in numbers: Filter.NumberSet, isInverted: Bool = false)
    -> PacketTest
  {
    .question(.number(.word(at: offset), numbers), isInverted: isInverted)
  }
}
