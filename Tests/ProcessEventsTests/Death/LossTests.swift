import ProcessEvents
import Testing

/// After a loss counts are worth nothing, and after a change of the mask neither.
@Suite("Loss and change")
struct LossTests {
  var run = TrackerRun(observing: [.fork, .exit])

  @Test("After a loss a process that was counted is asked about")
  mutating func counted() {
    run.begin(100)
    run.lose()
    #expect(run.checks().isEmpty)
    run.end(100, .exited(code: 2))
    #expect(run.deaths().isEmpty)
    #expect(run.checks() == [100])
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 2))])
  }

  @Test("A process some of whose threads had ended is asked about at once")
  mutating func partlyEnded() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(100, .exited(code: 5))
    #expect(run.checks().isEmpty)
    run.lose()
    #expect(run.checks() == [100])
    run.answerGone(100, status: .exited(code: 5))
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
  }

  @Test("A process that goes on after the loss is told when it is gone")
  mutating func livesOn() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 0))
    run.lose()
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.pass(milliseconds: 50)
    run.end(100, .exited(code: 1))
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 1))])
  }

  @Test("What is already asked about is not asked again, and what is told is not told again")
  mutating func nothingTwice() {
    run.end(100, .exited(code: 1))
    run.end(200, .exited(code: 1))
    #expect(run.checks() == [100, 200])
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 1))])
    run.lose()
    #expect(run.checks().isEmpty)
    run.answerGone(200)
    run.settle()
    #expect(run.deaths() == [.init(200, .exited(code: 1))])
  }

  @Test("A thread that began after the loss does not make a count")
  mutating func threadAfterLoss() {
    run.begin(100)
    run.lose()
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 0))
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("A process that began after the loss is counted again")
  mutating func beganAfterLoss() {
    run.lose()
    run.begin(100)
    run.begin(101, of: 100)
    run.end(100, .exited(code: 5))
    run.end(101, of: 100, .exited(code: 5))
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
    #expect(run.checks().isEmpty)
  }

  @Test("With forks no longer observed, the living are asked about")
  mutating func maskWithoutForks() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 0))
    run.begin(200)
    run.change(to: .exit)
    #expect(run.checks() == [100])
    run.answerAlive(100)
    run.pass(milliseconds: 50)
    run.end(100, .exited(code: 1))
    run.end(200, .exited(code: 2))
    #expect(run.deaths().isEmpty)
    #expect(run.checks() == [200])
    run.answerGone(100)
    run.answerGone(200)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 1)), .init(200, .exited(code: 2))])
  }

  @Test("With normal exits no longer observed, a normal death is not told")
  mutating func maskWithoutNormalExits() {
    run.change(to: .exit)
    run.end(100, .exited(code: 0))
    #expect(run.checks() == [100])
    run.change(to: .nonzeroExit)
    run.answerGone(100)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("With forks observed from now on, processes that begin are counted")
  mutating func maskWithForks() {
    run = TrackerRun(observing: .nonzeroExit)
    run.change(to: [.fork, .exit])
    run.end(100, .exited(code: 0))
    #expect(run.checks() == [100])
    run.begin(200)
    run.end(200, .exited(code: 0))
    #expect(run.deaths() == [.init(200, .exited(code: 0))])
  }

  @Test("The same mask again changes nothing")
  mutating func sameMask() {
    run.begin(100)
    run.change(to: [.exit, .fork])
    run.end(100, .exited(code: 1))
    #expect(run.deaths() == [.init(100, .exited(code: 1))])
  }
}
