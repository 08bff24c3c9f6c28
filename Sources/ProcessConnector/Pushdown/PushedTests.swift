internal import KernelInterface
internal import ProcessEvents

/// What of a filter can be asked of the datagrams, for each kind of event.
struct PushedTests: Hashable, Sendable {
  /// The tests of all shapes but exits.
  private var tests: [EventShape: PacketTest] = [:]
  private(set) var exits: ExitTests
  let subject: ConnectorConfiguration.Subject
  let longestList: Int

  init(_ filter: Filter, _ subject: ConnectorConfiguration.Subject, longestList: Int) {
    self.subject = subject
    self.longestList = longestList
    exits =
      subject == .threads
      ? ExitTests(ofThreadsIn: filter, longestList: longestList)
      : ExitTests(ofProcessesIn: filter, longestList: longestList)
    for shape in EventShape.otherThanExits {
      tests[shape] = PushedTests.test(filter, of: shape, subject, longestList).test
    }
  }

  private static func test(
    _ filter: Filter, of shape: EventShape, _ subject: ConnectorConfiguration.Subject,
    _ longestList: Int
  ) -> PushedTest {
    let maker = TestMaker(shape: shape, role: .itself, longestList: longestList)
    let pushed = maker.make(filter.specialized(for: shape))
    guard subject == .processes, shape.isToldOfLeadersOnly,
      pushed.test != .always, longestList > 0
    else { return pushed }
    // Events of mere threads are not told; where there is a test anyway, it can ask for that, too.
    let pair = shape == .fork ? PacketLayout.child : PacketLayout.task
    let isLeader = PacketTest.question(.isThread(at: pair), isInverted: true)
    return PushedTest(test: .all([isLeader, pushed.test]), isExact: pushed.isExact)
  }

  func test(of shape: EventShape) -> PacketTest { tests[shape] ?? .never }
}

extension PushedTests {
  /// The kinds of which events may be wanted; `all` where that includes kinds that this version does
  /// not know, for no narrower mask does.
  var kinds: EventMask {
    guard test(of: .unknown) == .never else { return .all }
    var kinds: EventMask = []
    for shape in EventShape.otherThanExits where test(of: shape) != .never {
      kinds.formUnion(shape.kinds)
    }
    if !exits.areNever { kinds.insert(exits.success == .never ? .nonzeroExit : .exit) }
    return kinds
  }

  /// Whether the mask of ``kinds`` withholds everything that can be withheld.
  var needNoProgram: Bool {
    // An empty mask means everything to the kernel.
    guard !kinds.isEmpty, exits.needNoProgram else { return false }
    if kinds == .all {
      return EventShape.otherThanExits.allSatisfy { test(of: $0) == .always } && exits.areAlways
    }
    return EventShape.otherThanExits.allSatisfy {
      let test = test(of: $0)
      return test == .always || test == .never
    }
  }

  /// The kinds of events as a ``DeathTracker`` has to be told: where it shall count threads, each fork
  /// and each exit has to pass, not just some.
  var observed: EventMask {
    var observed = kinds.subtracting([.exit, .nonzeroExit])
    if !exits.areNever { observed.insert(exits.areForAbnormalDeaths ? .nonzeroExit : .exit) }
    if !(exits.areAlways && test(of: .fork) == .always) { observed.remove(.fork) }
    return observed
  }

  /// The program that lets through what the tests do, and no acknowledgement.
  func program() -> [FilterInstruction] {
    var writer = ProgramWriter()
    let unknown = writer.write(test(of: .unknown))
    var entry = unknown
    // Compared first is what is last here: exits, forks and execs are what most events are.
    let order: [EventShape] = [.ptrace, .sid, .gid, .uid, .comm, .coredump, .exec, .fork]
    for shape in order {
      let label = writer.write(test(of: shape))
      entry = writer.ifKind(shape.kinds, then: label, else: entry, default: unknown)
    }
    entry = writer.ifKind(.exit, then: writer.write(exits), else: entry, default: unknown)
    entry = writer.ifKind([], then: writer.drop, else: entry, default: unknown)
    entry = writer.load(.loadWord, PacketLayout.eventKind, then: entry)
    return writer.finish(at: entry)
  }

  /// Whether a part of the filter holds for everything that the whole filter's tests let through.
  ///
  /// - Parameter term: the filter, or one that has to be true for it to be true.
  func decide(_ term: Filter) -> Bool {
    for shape in EventShape.otherThanExits where test(of: shape) != .never {
      guard PushedTests.test(term, of: shape, subject, longestList).isExact else { return false }
    }
    if exits.areNever { return true }
    let shapes: [(EventShape, PacketTest)] = [
      (.exitSuccess, exits.success), (.exitFailure, exits.failure),
      (.exitBySignal, exits.bySignal),
    ]
    let role: TestMaker.Role = subject == .threads ? .itself : .leaderExit
    var pushed = Set<PushedTest>()
    for (shape, test) in shapes {
      // A death may have either abnormal status, whichever exits passed.
      guard test != .never || (subject == .processes && shape != .exitSuccess) else { continue }
      pushed.insert(
        TestMaker(shape: shape, role: role, longestList: longestList)
          .make(term.specialized(for: shape)))
    }
    guard pushed.allSatisfy(\.isExact) else { return false }
    // The exits that make a death may have passed with another status than the death's.
    return subject == .threads || pushed.count == 1
  }
}

extension ProgramWriter {
  fileprivate mutating func ifKind(
    _ kind: EventMask, then label: Label, else next: Label, default: Label
  ) -> Label {
    label == `default`
      ? next
      : assembler.compare(
        .jumpIfEqual, kind.rawValue.bigEndian, ifTrue: label, ifFalse: next)
  }
}

extension EventShape {
  fileprivate static let otherThanExits = allCases.filter { $0.event != .exit }

  /// Whether events of mere threads are left out where processes are the subject.
  fileprivate var isToldOfLeadersOnly: Bool {
    switch self {
    case .fork, .uid, .gid, .comm, .ptrace: true
    default: false
    }
  }
}
