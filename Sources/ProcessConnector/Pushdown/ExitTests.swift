internal import ProcessEvents

/// Which exits the kernel lets through.
///
/// ## Where the filter is about threads
/// Each exit is what the filter says of it.
///
/// ## Where it is about processes
/// The filter is then about deaths, which a ``DeathTracker`` makes from the exits of threads, and an
/// exit may only be withheld where the tracker comes to the same death without it, or to none that
/// the filter wants. What all exits of a process have in common can be asked of each: `pid`, and
/// `tid`, which in a death is the same. `cpu` cannot: a death has the last thread's. `ppid` is asked
/// of a process's first thread alone, the leader, for the others need not tell it.
///
/// That leaves the status, which the threads may disagree about.
///
/// *A status of 0 may be wanted*: no exit is withheld for its status. Threads that ended well long
/// before `exit(4)` would be all that the tracker saw of the process, which it would take for one
/// that ended well. (Nearly all exits have the status 0, so little could be gained.)
///
/// *Only abnormal deaths may be wanted*: the leader's exit passes where the filter wants its own
/// status, the core flag disregarded; another thread's where its status is not 0. So of a process
/// with a single thread nothing passes that is not wanted. For others, the tracker, told to observe
/// abnormal exits only, is right as follows. The status of a process is that of its last exit, or of a signal.
///
/// 1. *No wanted death is missed.* The exit that decided has the status of the process, which is
///    wanted and not 0. So it passes, be it the leader's or another's. The tracker prefers
///    signals, then the last exit that it saw. A process has but one fatal signal, so preferring
///    cannot mislead; and the exit that decided is the last one, so it is the last one seen. The leader's
///    core flag may be missing where another thread dumped, hence it is disregarded here.
/// 2. *No other death is told*, where what passes is of one status: with `exit_group(4)` or a signal
///    all threads that still live have that status; if only the leader does, nothing passes. Did some
///    thread end with a status of its own before (a raw `exit(3)`; `pthread_exit` gives 0), the tracker
///    asks whether the process lives, and when it is gone later takes silence for a status of 0: which
///    was not wanted either, and a leader that the filter withheld had another that is not.
/// 3. What remains: a thread ended with a wanted status of its own (which takes a raw `exit(3)`), then
///    its leader ended the process with an unwanted one, and that within 10 ms, or before this process
///    came to look whether the other still lived. The tracker then takes the thread's status for the
///    process's, unless it was in time to ask the kernel (6.15 and later). `pmon watch -x` has always
///    been so: only a listener to all exits knows better.
///
/// Where the filter asks for the parent as well, the leader's exit passes with any other status, too, if it tells
/// a wanted parent: only it tells the parent of a process whose leader ended before the others, and nothing in
/// it says whether it did. One that lacks the parent cannot help; nor can one whose parent matters only in
/// terms of an `or` that are false.
///
/// The rest of the filter is applied to the deaths, so that other threads' exits, which pass with any status,
/// tell no death that is not wanted.
struct ExitTests: Hashable, Sendable {
  /// Of the leader, or where the filter is about threads, of all.
  var success: PacketTest
  var failure: PacketTest
  var bySignal: PacketTest
  /// Of other threads, where that is another test.
  var others: PacketTest?
  /// Whether no death is wanted whose status is 0. Other threads' exits with this status do not pass then,
  /// and a ``DeathTracker`` has to take it that it does not see such exits.
  var areForAbnormalDeaths: Bool

  /// Whether there is no exit to wait for at all.
  var areNever: Bool {
    [success, failure, bySignal, others ?? .never].allSatisfy { $0 == .never }
  }

  /// Whether a mask alone lets the same exits through.
  var needNoProgram: Bool {
    if areNever { return true }
    return [failure, bySignal, others ?? .always].allSatisfy { $0 == .always }
      && (success == .always || success == .never)
  }

  /// Whether every exit passes.
  var areAlways: Bool { needNoProgram && success == .always && !areForAbnormalDeaths }

  init(uniform test: PacketTest) {
    success = test
    failure = test
    bySignal = test
    areForAbnormalDeaths = false
  }
}

extension ExitTests {
  /// The exits that decide about a filter on threads.
  init(ofThreadsIn filter: Filter, longestList: Int) {
    func test(_ shape: EventShape) -> PacketTest {
      TestMaker(shape: shape, role: .itself, longestList: longestList)
        .make(filter.specialized(for: shape)).test
    }
    success = test(.exitSuccess)
    failure = test(.exitFailure)
    bySignal = test(.exitBySignal)
    areForAbnormalDeaths = success == .never
  }

  /// The exits that decide about a filter on processes.
  init(ofProcessesIn filter: Filter, longestList: Int) {
    func test(_ shape: EventShape, _ role: TestMaker.Role) -> PacketTest {
      TestMaker(shape: shape, role: role, longestList: longestList)
        .make(filter.specialized(for: shape)).test
    }
    func testForParent(_ shape: EventShape) -> PacketTest {
      let maker = TestMaker(shape: shape, role: .leaderExitForParent, longestList: longestList)
      let terms = filter.specialized(for: shape).alternatives.filter(\.asksForParent)
      return .any(terms.map { maker.make($0).test })
    }
    let shapes: [EventShape] = [.exitSuccess, .exitFailure, .exitBySignal]
    let isForAbnormalDeaths = test(.exitSuccess, .leaderExitOfAnyStatus) == .never
    if isForAbnormalDeaths {
      let forParent = PacketTest.any(shapes.map(testForParent))
      self.init(uniform: forParent)
      failure = .any([test(.exitFailure, .leaderExit), forParent])
      bySignal = .any([test(.exitBySignal, .leaderExit), forParent])
    } else {
      self.init(uniform: .any(shapes.map { test($0, .leaderExitOfAnyStatus) }))
    }
    areForAbnormalDeaths = isForAbnormalDeaths
    others = .any(shapes.map { test($0, .otherExit) })
    // Where all threads are asked the same, nobody has to look which it is.
    let isUniform = others == failure && others == bySignal
    if isUniform, success == .never || !isForAbnormalDeaths { others = nil }
  }
}

extension Filter {
  /// Of which one has to be true.
  fileprivate var alternatives: [Filter] {
    if case .or(let terms) = node { return terms }
    return [self]
  }

  fileprivate var asksForParent: Bool {
    switch node {
    case .number(.ppid, _): true
    case .and(let terms), .or(let terms): terms.contains(where: \.asksForParent)
    case .not(let term): term.asksForParent
    default: false
    }
  }
}

extension ProgramWriter {
  mutating func write(_ tests: ExitTests) -> Label {
    // Most exits are successes: where none passes, that comes first, and ends after one comparison.
    if tests.success == .never {
      let leaders = writeAbnormal(tests)
      guard let test = tests.others else { return ifSuccess(drop, else: leaders) }
      let others = write(test)
      return ifSuccess(
        drop, else: compareTasks(at: PacketLayout.task, ifThread: others, ifLeader: leaders))
    }
    let leaders = ifSuccess(write(tests.success), else: writeAbnormal(tests))
    guard let test = tests.others else { return leaders }
    var others = write(test)
    if tests.areForAbnormalDeaths { others = ifSuccess(drop, else: others) }
    return compareTasks(at: PacketLayout.task, ifThread: others, ifLeader: leaders)
  }

  private mutating func writeAbnormal(_ tests: ExitTests) -> Label {
    let failure = write(tests.failure)
    let bySignal = write(tests.bySignal)
    guard failure != bySignal else { return failure }
    let check = assembler.compare(.jumpIfAny, 0x7F, ifTrue: bySignal, ifFalse: failure)
    return load(.loadByte, PacketLayout.exitSignal, then: check)
  }

  private mutating func ifSuccess(_ success: Label, else next: Label) -> Label {
    guard success != next else { return next }
    let check = assembler.compare(.jumpIfEqual, 0, ifTrue: success, ifFalse: next)
    return load(.loadWord, PacketLayout.exitStatus, then: check)
  }
}
