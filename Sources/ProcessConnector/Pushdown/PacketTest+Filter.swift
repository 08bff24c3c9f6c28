internal import ProcessEvents

/// What a socket filter can tell of a condition on events.
struct PushedTest: Hashable, Sendable {
  /// True for each event for which the condition may be true or undecided.
  var test: PacketTest
  /// Whether it is true for no other events, and none is undecided.
  var isExact: Bool

  /// A condition of which a socket filter cannot tell anything.
  static let open = PushedTest(test: .always, isExact: false)

  static func exactly(_ test: PacketTest) -> PushedTest { PushedTest(test: test, isExact: true) }

  /// Where no term can be true, nothing is open any more.
  static func all(_ terms: [PushedTest]) -> PushedTest {
    let test = PacketTest.all(terms.map(\.test))
    return PushedTest(test: test, isExact: test == .never || terms.allSatisfy(\.isExact))
  }

  /// Where a term is certain, the others do not count.
  static func any(_ terms: [PushedTest]) -> PushedTest {
    let isCertain = terms.contains(.exactly(.always))
    return PushedTest(
      test: .any(terms.map(\.test)), isExact: isCertain || terms.allSatisfy(\.isExact))
  }
}

/// Turns filters into tests of the datagrams of one shape.
struct TestMaker {
  var shape: EventShape
  /// What the datagram is to the filter.
  var role: Role
  /// The longest list of numbers or texts that goes into the kernel; 0 for no comparison at all.
  var longestList: Int

  enum Role {
    /// The event that the filter is about.
    case itself
    /// An exit of a process's first thread, where the filter is about the death of the process and the
    /// status decides as it stands.
    case leaderExit
    /// The same where the status is still open.
    case leaderExitOfAnyStatus
    /// The same where all that matters is which parent it tells, if it tells one.
    case leaderExitForParent
    /// The exit of another thread, where the filter is about the death of the process.
    case otherExit
  }

  /// - Parameter filter: as ``Filter/specialized(for:)`` gives it.
  func make(_ filter: Filter, isNegated: Bool = false) -> PushedTest {
    switch filter.node {
    case .all: return .exactly(isNegated ? .never : .always)
    case .not(let term): return make(term, isNegated: !isNegated)
    case .and(let terms):
      let tests = terms.map { make($0, isNegated: isNegated) }
      return isNegated ? .any(tests) : .all(tests)
    case .or(let terms):
      let tests = terms.map { make($0, isNegated: isNegated) }
      return isNegated ? .all(tests) : .any(tests)
    case .flag(let flag): return make(flag, isNegated: isNegated)
    case .number(let field, let test): return make(field, test, isNegated: isNegated)
    case .text(.comm, let test) where shape == .comm: return make(test, isNegated: isNegated)
    default: return .open
    }
  }

  private var isOfDeath: Bool { role != .itself }

  private var pair: Int { shape == .fork ? PacketLayout.child : PacketLayout.task }
}

extension TestMaker {
  private func make(_ flag: Filter.Flag, isNegated: Bool) -> PushedTest {
    switch flag {
    case .thread where isOfDeath: return .exactly(isNegated ? .always : .never)
    case .thread where shape != .unknown && longestList > 0:
      return .exactly(.question(.isThread(at: pair), isInverted: isNegated))
    // Of a process's threads perhaps only one tells that core was dumped.
    case .core where !isOfDeath && longestList > 0:
      let question = PacketTest.Question.number(
        .byte(at: PacketLayout.exitSignal, mask: 0x80), Filter.NumberSet([0x80]))
      return .exactly(.question(question, isInverted: isNegated))
    default: return .open
    }
  }

  private func make(
    _ field: Filter.NumberField, _ test: Filter.NumberTest, isNegated: Bool
  ) -> PushedTest {
    var (numbers, isInverted) = test.membership
    isInverted = isInverted != isNegated
    let isWhole = numbers.ranges.count <= longestList
    if !isWhole {
      // More than are wanted may pass, but not fewer.
      guard !isInverted, longestList > 0 else { return .open }
      numbers = numbers.covered(byRanges: longestList)
    }
    switch (field, shape.source(of: field)) {
    // The exit of a thread often lacks the parent; a process table has to tell it then.
    case (.ppid, .eventUnlessZero) where role != .otherExit:
      let zeroPasses = role != .leaderExitForParent
      let parents = zeroPasses == isInverted ? numbers.withoutZero : numbers.withZero
      return PushedTest(test: .parent(in: parents, isInverted: isInverted), isExact: false)
    case (_, .event): break
    default: return .open
    }
    switch field {
    case .code, .signal, .status:
      guard role == .itself || role == .leaderExit else { return .open }
      if isOfDeath, field == .status, shape == .exitBySignal {
        guard !isInverted, let both = numbers.withAndWithoutCoreFlag else { return .open }
        numbers = both
      }
    // A death has the CPU of the last thread.
    case .cpu where isOfDeath: return .open
    default: break
    }
    guard let number = number(of: field) else { return .open }
    return PushedTest(
      test: .question(.number(number, numbers), isInverted: isInverted),
      isExact: isWhole && (role != .leaderExit || field == .pid || field == .tid))
  }

  /// Where the field stands in datagrams of the shape.
  private func number(of field: Filter.NumberField) -> PacketTest.Number? {
    switch (field, shape) {
    case (.cpu, _): .word(at: PacketLayout.cpu)
    case (.pid, _): .word(at: PacketLayout.process(in: pair))
    // The first thread has the process's id.
    case (.tid, _): .word(at: isOfDeath ? PacketLayout.process(in: pair) : pair)
    case (.ppid, .fork): .word(at: PacketLayout.process(in: PacketLayout.task))
    case (.ppid, .coredump): .word(at: PacketLayout.process(in: PacketLayout.otherTask))
    case (.tracer, _): .word(at: PacketLayout.process(in: PacketLayout.otherTask))
    case (.ruid, _), (.rgid, _): .word(at: PacketLayout.realID)
    case (.euid, _), (.egid, _): .word(at: PacketLayout.effectiveID)
    case (.status, _): .word(at: PacketLayout.exitStatus)
    case (.code, _): .byte(at: PacketLayout.exitCode, mask: 0xFF)
    case (.signal, _): .byte(at: PacketLayout.exitSignal, mask: 0x7F)
    case (.ppid, _), (.uid, _): nil
    }
  }

  private func make(_ test: Filter.TextTest, isNegated: Bool) -> PushedTest {
    let tests: [PacketTest]
    let isInverted: Bool
    switch test {
    case .equal(let text):
      tests = [.name(text.bytes)]
      isInverted = isNegated
    case .notEqual(let text):
      tests = [.name(text.bytes)]
      isInverted = !isNegated
    case .memberOf(let set):
      tests = set.texts.map { .name($0.bytes) }
      isInverted = isNegated
    case .notMemberOf(let set):
      tests = set.texts.map { .name($0.bytes) }
      isInverted = !isNegated
    case .like(let glob):
      guard let name = PacketTest.name(like: glob) else { return .open }
      tests = [name]
      isInverted = isNegated
    case .notLike(let glob):
      guard let name = PacketTest.name(like: glob) else { return .open }
      tests = [name]
      isInverted = !isNegated
    }
    guard tests.count <= longestList else { return .open }
    return .exactly(isInverted ? .all(tests.map(\.inverted)) : .any(tests))
  }
}

extension PacketTest {
  /// Whether a task's new name is this; it ends with a zero, or after fifteen bytes.
  fileprivate static func name(_ bytes: [UInt8]) -> PacketTest {
    guard bytes.count <= longestName, !bytes.contains(0) else { return .never }
    let end: [UInt8] = bytes.count < longestName ? [0] : []
    return .question(.bytes(at: PacketLayout.commandName, bytes + end), isInverted: false)
  }

  private static func name(beginningWith bytes: [UInt8]) -> PacketTest {
    guard bytes.count <= longestName, !bytes.contains(0) else { return .never }
    guard !bytes.isEmpty else { return .always }
    return .question(.bytes(at: PacketLayout.commandName, bytes), isInverted: false)
  }

  /// Whether it matches a pattern that is nothing but a beginning, or has no wildcard; else nil.
  fileprivate static func name(like glob: Filter.Glob) -> PacketTest? {
    var bytes = glob.pattern.bytes
    let isOpen = bytes.last == UInt8(ascii: "*")
    while bytes.last == UInt8(ascii: "*") { bytes.removeLast() }
    let special: [UInt8] = Array(#"*?[\"#.utf8)
    guard !bytes.contains(where: special.contains) else { return nil }
    return isOpen ? name(beginningWith: bytes) : name(bytes)
  }

  /// C: `TASK_COMM_LEN` less the zero at the end.
  private static let longestName = 15

  /// The opposite of a test that ``name(_:)`` or ``name(like:)`` gave.
  fileprivate var inverted: PacketTest {
    switch self {
    case .always: .never
    case .never: .always
    case .question(let question, let isInverted): .question(question, isInverted: !isInverted)
    case .and(let tests): .any(tests.map(\.inverted))
    case .or(let tests): .all(tests.map(\.inverted))
    }
  }
}

extension PacketTest {
  /// Whether an exit's parent is one of some.
  fileprivate static func parent(in parents: Filter.NumberSet, isInverted: Bool) -> PacketTest {
    if parents.isEmpty { return isInverted ? .always : .never }
    let parent = PacketLayout.process(in: PacketLayout.exitParent)
    return .word(at: parent, in: parents, isInverted: isInverted)
  }
}

extension Filter.NumberSet {
  fileprivate var withZero: Filter.NumberSet { Filter.NumberSet(ranges + [0...0]) }

  fileprivate var withoutZero: Filter.NumberSet { complement.withZero.complement }

  /// All numbers of the set and as few others as can be, in so many ranges.
  fileprivate func covered(byRanges count: Int) -> Filter.NumberSet {
    let gaps = ranges.indices.dropFirst().sorted {
      let left = ranges[$0].lowerBound - ranges[$0 - 1].upperBound
      let right = ranges[$1].lowerBound - ranges[$1 - 1].upperBound
      return (left, $0) > (right, $1)
    }
    let starts = [0] + gaps.prefix(count - 1).sorted()
    let ends = starts.dropFirst() + [ranges.count]
    return Filter.NumberSet(
      zip(starts, ends).map { ranges[$0].lowerBound...ranges[$1 - 1].upperBound })
  }

  /// The statuses and those that differ from them in the core flag only; nil where they are too many to
  /// be listed.
  fileprivate var withAndWithoutCoreFlag: Filter.NumberSet? {
    guard ranges.reduce(0, { $0 + $1.count }) <= 256 else { return nil }
    return Filter.NumberSet(ranges.flatMap { $0.flatMap { [$0 | 0x80, $0 & ~0x80] } })
  }
}
