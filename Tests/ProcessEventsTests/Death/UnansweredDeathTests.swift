import ProcessEvents
import Testing

/// Where nobody can tell whether a process is gone, its first thread's end is taken for its own.
@Suite("Deaths without an answer")
struct UnansweredDeathTests {
  static let masks: [EventMask] = [.exit, .nonzeroExit]

  @Test("The end of the first thread is taken for the process's", arguments: masks)
  func leader(mask: EventMask) {
    var run = TrackerRun(observing: mask)
    run.end(100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.answerUnknown(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
  }

  @Test("The end of another thread is no death; the first thread's is asked anew", arguments: masks)
  func otherThreadFirst(mask: EventMask) {
    var run = TrackerRun(observing: mask)
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.answerUnknown(100)
    run.settle()
    #expect(run.deaths().isEmpty)
    #expect(run.tracker.count == 0)
    run.end(100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.answerUnknown(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
  }

  @Test("Threads that end right after the first are part of the same death", arguments: masks)
  func otherThreadsAfter(mask: EventMask) {
    var run = TrackerRun(observing: mask)
    run.end(100, .signaled(.kill))
    _ = run.checks()
    run.answerUnknown(100)
    run.settle()
    for thread: Int32 in 101...103 { run.end(thread, of: 100, .signaled(.kill)) }
    #expect(run.checks().isEmpty)
    run.settle()
    #expect(run.deaths() == [.init(100, .signaled(.kill))])
  }
}
