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
    let open = joined(tests, without: .always, isInverted: true)
    if open.contains(.never) { return .never }
    if open.contains(where: { $0.isQuestion(oppositeToOneOf: open) }) { return .never }
    return open.count > 1 ? .and(open) : open.first ?? .always
  }

  /// Whether another one asks the same and wants the opposite.
  private func isQuestion(oppositeToOneOf tests: [PacketTest]) -> Bool {
    guard case .question(let question, false) = self else { return false }
    return tests.contains(.question(question, isInverted: true))
  }

  static func any(_ tests: [PacketTest]) -> PacketTest {
    let open = joined(tests, without: .never, isInverted: false)
    if open.contains(.always) { return .always }
    return open.count > 1 ? .or(open) : open.first ?? .never
  }

  /// Each test once, and what they ask of one number as a single question: `pid == 1 or pid == 2` becomes
  /// a search, and so does `pid != 1 and pid != 2`.
  private static func joined(
    _ tests: [PacketTest], without neutral: PacketTest, isInverted: Bool
  ) -> [PacketTest] {
    var joined: [PacketTest] = []
    var places: [Number: Int] = [:]
    var ranges: [Number: [ClosedRange<UInt32>]] = [:]
    var seen: Set<PacketTest> = [neutral]
    for test in tests where seen.insert(test).inserted {
      if case .question(.number(let number, let set), isInverted) = test {
        ranges[number, default: []] += set.ranges
        if places[number] != nil { continue }
        places[number] = joined.count
      }
      joined.append(test)
    }
    for (number, place) in places {
      let set = Filter.NumberSet(ranges[number] ?? [])
      joined[place] = .question(.number(number, set), isInverted: isInverted)
    }
    return joined
  }

  static func word(at offset: Int, in numbers: Filter.NumberSet, isInverted: Bool = false)
    -> PacketTest
  {
    .question(.number(.word(at: offset), numbers), isInverted: isInverted)
  }
}
