internal import ProcessEvents

/// What the table holds of one process: numbers only, so that nothing is retained or released.
struct ProcessEntry: Sendable {
  var process: Int32
  /// Goes up each time that the slot is used anew, so that what points to it from before can tell.
  var generation: UInt32
  /// The process that forked it; 0 is none or not known.
  var forkedBy: Int32 = 0
  /// Its parent as the kernel tells it when it begins; 0 is not known.
  var parent: Int32 = 0
  var forker = SlotReference.none
  /// The slot of the process that had the id before; of a free slot, the next free one.
  var older = ProcessEntry.noSlot
  /// How many entries have this one as their ``forker``.
  var children: UInt32 = 0
  var threads: UInt32 = 1
  /// The moment of which ``threads`` is true; what comes later has to be counted.
  var threadsCounted: UInt64 = 0
  /// When it began, in nanoseconds of `CLOCK_MONOTONIC`; 0 where that is not known.
  var start: UInt64 = 0
  /// When it ended; `.max` while it lives.
  var end: UInt64 = .max
  /// Since when it has had its name.
  var named: UInt64 = 0
  var name = CommandName(bytes: .init(repeating: 0))
  /// The program's path, in a ``StringPool``.
  var executable: UInt32 = 0
  /// The control group's path, in a ``StringPool``.
  var controlGroup: UInt32 = 0
  var userID: UInt32 = 0
  /// Since when it is certain to have had that user's rights: what was read later than asked for may be of later.
  var userSince: UInt64 = 0
  /// The table's epoch in which the states below were right.
  var epoch: UInt32
  var depth: UInt16 = 0
  var startState = State.unknown
  var nameState = State.unknown
  var executableState = State.unknown
  var controlGroupState = State.unknown
  var userState = State.unknown
  var marks: Marks = []

  /// How well a fact is known, in the order of certainty.
  enum State: UInt8, Sendable {
    case unknown, stale, known
  }

  struct Marks: OptionSet, Sendable {
    var rawValue: UInt16

    /// ``start`` is that of the fork's event or record, and not just its clock tick.
    static let startIsExact = Marks(rawValue: 1 << 0)
    /// The side band told of its fork, and the connector may.
    static let startIsOfRecord = Marks(rawValue: 1 << 7)
    /// Some of its threads have names of their own, which their children inherit.
    static let hasThreadNames = Marks(rawValue: 1 << 1)
    /// It executed a program, whose path comes with the next mapping.
    static let awaitsProgram = Marks(rawValue: 1 << 2)
    /// The connector told of its fork, and the side band will.
    static let awaitsSideBand = Marks(rawValue: 1 << 3)
    /// Dead for long, and kept as an ancestor only.
    static let isAncestorOnly = Marks(rawValue: 1 << 4)
    /// How many threads it has is not known.
    static let hasUncountedThreads = Marks(rawValue: 1 << 5)
    /// The slot is in use.
    static let isUsed = Marks(rawValue: 1 << 6)
    /// The side band has told of an exec since the connector's last event of one.
    static let hasExecuted = Marks(rawValue: 1 << 8)
    /// Its first thread has ended.
    static let leaderHasEnded = Marks(rawValue: 1 << 9)
    /// ``forkedBy`` is its parent when it was looked at, which need not be who forked it.
    static let isAdopted = Marks(rawValue: 1 << 10)
    /// Something about it has become known, or has changed, since ``ProcessTable/takeChanged(begunBy:)``.
    static let hasChanged = Marks(rawValue: 1 << 11)
    /// It got its user's rights after its program had begun.
    static let hasChangedUser = Marks(rawValue: 1 << 12)
    /// Only the side band told of its end.
    static let endIsOfRecord = Marks(rawValue: 1 << 13)
  }

  static let noSlot = UInt32.max

  var isAlive: Bool { end == .max }

  init(process: Int32, generation: UInt32, epoch: UInt32) {
    self.process = process
    self.generation = generation
    self.epoch = epoch
  }

  /// Takes back every certainty.
  mutating func makeStale() {
    startState.makeStale()
    nameState.makeStale()
    executableState.makeStale()
    controlGroupState.makeStale()
    userState.makeStale()
    marks.insert(.hasUncountedThreads)
    marks.remove(.awaitsProgram)
  }
}

extension ProcessEntry.State {
  mutating func makeStale() { if self == .known { self = .stale } }

  /// The lesser of two.
  func limited(to limit: ProcessEntry.State) -> ProcessEntry.State {
    rawValue <= limit.rawValue ? self : limit
  }

  func fact<Value>(_ value: @autoclosure () -> Value) -> Fact<Value> {
    switch self {
    case .known: .known(value())
    case .stale: .stale(value())
    case .unknown: .unknown
    }
  }
}

/// A slot as it was used at one time.
struct SlotReference: Hashable, Sendable {
  var slot: UInt32
  var generation: UInt32

  static let none = SlotReference(slot: ProcessEntry.noSlot, generation: 0)
}
