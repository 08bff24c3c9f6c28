import ProcessEvents
import TestSupport
import Testing

/// Four threads that end at once, in each of the orders in which the kernel may tell it.
@Suite("Threads that end at once")
struct ThreadOrderTests {
  static let masks: [EventMask] = [[.fork, .exit], .exit, .nonzeroExit]
  static let threads: [Int32] = [100, 101, 102, 103]
  static let orders = threads.permutations()

  static func process(observing mask: EventMask) -> TrackerRun {
    var run = TrackerRun(observing: mask)
    for thread in threads { run.begin(thread, of: 100) }
    return run
  }

  @Test("There are 24 orders")
  func allOrders() {
    #expect(Set(ThreadOrderTests.orders).count == 24)
  }

  @Test(
    "In every order it is one death with the status of all", arguments: masks,
    [.exited(code: 5), .signaled(.kill)] as [ExitStatus])
  func sameStatus(mask: EventMask, status: ExitStatus) {
    for order in ThreadOrderTests.orders {
      var run = ThreadOrderTests.process(observing: mask)
      for thread in order { run.end(thread, of: 100, status) }
      run.expectOneDeath(status, counted: mask.contains(.fork), "\(order)")
    }
  }

  @Test("The parent is told by the first thread's end, wherever it stands", arguments: masks)
  func parent(mask: EventMask) {
    for order in ThreadOrderTests.orders {
      var run = ThreadOrderTests.process(observing: mask)
      for thread in order { run.end(thread, of: 100, .signaled(.kill)) }
      for process in run.checks() { run.answerGone(process) }
      run.settle()
      #expect(run.told.map(\.parent.rawValue) == [TrackerRun.parent], "\(order)")
    }
  }

  @Test("The question may be asked and answered between any two of the events", arguments: masks)
  func answersBetween(mask: EventMask) {
    guard !mask.contains(.fork) else { return }
    for order in ThreadOrderTests.orders {
      for position in 1..<order.count {
        var run = ThreadOrderTests.process(observing: mask)
        for thread in order[..<position] { run.end(thread, of: 100, .exited(code: 5)) }
        #expect(run.checks() == [100])
        run.answerAlive(100)
        run.settle()
        for thread in order[position...] { run.end(thread, of: 100, .exited(code: 5)) }
        for process in run.checks() { run.answerAlive(process) }
        run.answerGone(100)
        run.settle()
        #expect(run.deaths() == [.init(100, .exited(code: 5))], "\(order) at \(position)")
      }
    }
  }

  @Test("The core dump counts, whichever thread's end tells it", arguments: masks)
  func coreFlagOnOne(mask: EventMask) {
    let dumped = ExitStatus.signaled(.abort, coreDumped: true)
    for order in ThreadOrderTests.orders {
      for dumper in order {
        var run = ThreadOrderTests.process(observing: mask)
        for thread in order {
          run.end(thread, of: 100, thread == dumper ? dumped : .signaled(.abort))
        }
        run.expectOneDeath(dumped, counted: mask.contains(.fork), "\(order), \(dumper)")
      }
    }
  }

  @Test("A signal outweighs the code with which a thread was just ending", arguments: masks)
  func signalAmongCodes(mask: EventMask) {
    for order in ThreadOrderTests.orders {
      for code: UInt8 in [0, 3] {
        var run = ThreadOrderTests.process(observing: mask)
        for thread in order {
          run.end(thread, of: 100, thread == 102 ? .exited(code: code) : .signaled(.kill))
        }
        run.expectOneDeath(.signaled(.kill), counted: mask.contains(.fork), "\(order)")
      }
    }
  }

  @Test(
    "A thread that was ending well as the leader failed hides nothing, however late it says so",
    arguments: masks)
  func lateNormalEnd(mask: EventMask) {
    for order in ThreadOrderTests.orders {
      // The leader's word may precede the thread's; where another's does too, it has the same code.
      var run = ThreadOrderTests.process(observing: mask)
      for thread in order {
        run.end(thread, of: 100, thread == 102 ? .exited(code: 0) : .exited(code: 5))
      }
      run.expectOneDeath(.exited(code: 5), counted: mask.contains(.fork), "\(order)")
    }
  }
}

extension TrackerRun {
  /// Expects the process 100 to be told as dead, once, and asks if the tracker does.
  fileprivate mutating func expectOneDeath(
    _ status: ExitStatus, counted: Bool, _ comment: Comment
  ) {
    #expect(checks() == (counted ? [] : [100]), comment)
    if !counted { answerGone(100) }
    settle()
    #expect(deaths() == [.init(100, status)], comment)
  }
}
