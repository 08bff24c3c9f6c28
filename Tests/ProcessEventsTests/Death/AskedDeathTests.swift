import ProcessEvents
import Testing

/// Where beginnings are not observed, or were before we listened, the tracker asks.
@Suite("Deaths by asking")
struct AskedDeathTests {
  var run = TrackerRun(observing: .exit)

  @Test("A process of one thread is asked about once, and dies when it is gone")
  mutating func singleThread() {
    run.end(100, .exited(code: 3))
    let ended = run.now
    #expect(run.told.isEmpty)
    let checks = run.tracker.takeChecks()
    #expect(checks.map(\.process) == [ProcessID(100)])
    #expect(checks.map(\.lastExit) == [ended])
    #expect(run.checks().isEmpty)
    run.answerGone(100)
    #expect(run.told.isEmpty)
    run.settle()
    #expect(run.told.map(\.time) == [ended])
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("A normal death is told as well where every exit is observed")
  mutating func normalDeath() {
    run.end(100, .exited(code: 0))
    #expect(run.checks() == [100])
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
  }

  @Test("Processes that began before we listened are asked about, the others counted")
  mutating func beganBefore() {
    run = TrackerRun(observing: [.fork, .exit])
    run.begin(101, of: 100)
    run.begin(200)
    run.end(101, of: 100, .exited(code: 0))
    run.end(200, .exited(code: 1))
    #expect(run.deaths() == [.init(200, .exited(code: 1))])
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.settle()
    run.end(100, .exited(code: 6))
    #expect(run.deaths().isEmpty)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 6))])
  }

  @Test("A leader that left early is no death while others live")
  mutating func leaderLeftEarly() {
    run.end(100, .exited(code: 0))
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.settle()
    run.pass(milliseconds: 200)
    for thread: Int32 in 101...103 { run.end(thread, of: 100, .exited(code: 5)) }
    #expect(run.checks().isEmpty)
    run.settle()
    #expect(run.deaths().isEmpty)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
  }

  @Test("Threads that end one by one are one question")
  mutating func oneQuestion() {
    for thread: Int32 in 101...103 { run.end(thread, of: 100, .exited(code: 5)) }
    #expect(run.checks() == [100])
    run.end(100, .exited(code: 5))
    #expect(run.checks().isEmpty)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
  }

  @Test("The true status counts more than what the threads said")
  mutating func trueStatus() {
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.answerGone(100, status: .signaled(.kill))
    run.settle()
    #expect(run.deaths() == [.init(100, .signaled(.kill))])
  }

  @Test("A death is told only when all that came before it has been observed")
  mutating func settlesInOrder() {
    run.end(100, .exited(code: 0))
    _ = run.checks()
    run.answerGone(100)
    let gone = run.now
    run.settle(before: KernelInstant(nanoseconds: gone.nanoseconds - 1))
    #expect(run.deaths().isEmpty)
    run.settle(before: gone)
    #expect(run.deaths().isEmpty)
    // Sent before the process was gone, and the one whose status counts.
    run.end(101, of: 100, .exited(code: 5))
    run.settle(before: gone.advanced(byNanoseconds: 1))
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
  }

  @Test("What cannot be settled yet does not hold up what can")
  mutating func settlesOneByOne() {
    for process: Int32 in [100, 200, 300] { run.end(process, .exited(code: 1)) }
    #expect(run.checks() == [100, 200, 300])
    run.answerGone(200)
    let between = run.now.advanced(byNanoseconds: 1)
    run.answerGone(100)
    run.answerGone(300)
    run.settle(before: between)
    #expect(run.deaths() == [.init(200, .exited(code: 1))])
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 1)), .init(300, .exited(code: 1))])
  }

  @Test("An answer about a process that nobody asked for is ignored")
  mutating func unaskedAnswers() {
    run.answerGone(100)
    run.answerAlive(200)
    run.answerUnknown(300)
    run.settle()
    #expect(run.deaths().isEmpty)
    #expect(run.tracker.count == 0)
  }

  @Test("A process given up is asked about anew with the next end of a thread")
  mutating func forgetting() {
    run.end(101, of: 100, .exited(code: 3))
    _ = run.checks()
    run.answerAlive(100)
    run.forget(100)
    #expect(run.tracker.count == 0)
    run.settle()
    #expect(run.deaths().isEmpty)
    run.end(100, .exited(code: 0))
    #expect(run.checks() == [100])
    run.answerGone(100)
    run.forget(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
  }

  @Test("A process is not given up while the end of a thread since the last look is unexplained")
  mutating func forgettingTooSoon() {
    for mask in [EventMask.exit, .nonzeroExit] {
      run = TrackerRun(observing: mask)
      run.end(101, of: 100, .signaled(.kill))
      _ = run.checks()
      run.answerAlive(100)
      run.end(100, .signaled(.kill))
      run.forget(100)
      #expect(run.checks() == [100])
      run.forget(100)
      run.answerGone(100)
      run.settle()
      #expect(run.deaths() == [.init(100, .signaled(.kill))])
    }
  }
}
