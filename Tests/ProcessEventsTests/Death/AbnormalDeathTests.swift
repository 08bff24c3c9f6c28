import ProcessEvents
import Testing

/// Where only exits with a status other than 0 are observed, silence has a meaning, too.
@Suite("Abnormal deaths only")
struct AbnormalDeathTests {
  var run = TrackerRun(observing: .nonzeroExit)

  @Test("A normal exit is never seen, an abnormal one is told")
  mutating func single() {
    run.end(100, .exited(code: 0))
    run.end(200, .signaled(.segmentationFault))
    #expect(run.checks() == [200])
    run.answerGone(200)
    run.settle()
    #expect(run.deaths() == [.init(200, .signaled(.segmentationFault))])
  }

  @Test("A thread that ended with a code of its own, and a process that lived on and ended well")
  mutating func threadWithOwnCode() {
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.settle()
    run.pass(milliseconds: 200)
    run.end(100, .exited(code: 0))
    run.answerGone(100)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("A thread that ended with a code of its own, and a process that failed later")
  mutating func threadThenProcess() {
    run.end(101, of: 100, .exited(code: 3))
    _ = run.checks()
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    run.end(100, .exited(code: 9))
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 9))])
  }

  @Test("Two threads with codes of their own, one long after the other, and a good end")
  mutating func twoThreadsWithOwnCodes() {
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    // Only a new answer can tell that the process outlived this one as well.
    run.end(102, of: 100, .exited(code: 4))
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("An answer that is older than the last end of a thread is asked for again")
  mutating func answerTooOld() {
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.checks() == [100])
    let asked = run.now
    run.end(102, of: 100, .exited(code: 4))
    #expect(run.checks().isEmpty)
    run.answerAlive(100, at: asked)
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("The true status overrules silence, and silence a thread's own code")
  mutating func trueStatus() {
    for status in [ExitStatus.exited(code: 0), .exited(code: 8)] {
      run.end(101, of: 100, .exited(code: 3))
      _ = run.checks()
      run.answerAlive(100)
      run.pass(milliseconds: 200)
      run.answerGone(100, status: status)
      run.settle()
      #expect(run.deaths() == (status.isAbnormal ? [.init(100, status)] : []))
      run.pass(milliseconds: 200)
    }
  }

  @Test("Threads still on their way out do not make an abnormal death a normal one")
  mutating func alivePerhapsDying() {
    // exit_group(5) by the leader, while a thread that had ended well was not yet quite gone.
    run.end(100, .exited(code: 5))
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
  }

  @Test("With forks observed as well, it is the same")
  mutating func withForks() {
    run = TrackerRun(observing: [.fork, .nonzeroExit])
    run.begin(100)
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.deaths().isEmpty)
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    run.end(100, .exited(code: 1))
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 1))])
  }

  @Test("A process that seemed to have ended well is told when its last word comes late")
  mutating func lateLastWord() {
    run.end(101, of: 100, .exited(code: 3))
    _ = run.checks()
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths().isEmpty)
    run.end(102, of: 100, .exited(code: 5))
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
    run.end(100, .exited(code: 5))
    #expect(run.checks().isEmpty)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("Where the true status was good, a late word of a thread changes nothing")
  mutating func lateWordAgainstTruth() {
    run.end(101, of: 100, .exited(code: 3))
    _ = run.checks()
    run.answerAlive(100)
    run.pass(milliseconds: 200)
    run.answerGone(100, status: .exited(code: 0))
    run.settle()
    run.end(102, of: 100, .exited(code: 5))
    #expect(run.deaths().isEmpty)
  }
}
