import ProcessEvents
import Testing

/// An id may come back before all is known of its former bearer.
@Suite("Ids that come back")
struct IdReuseTests {
  @Test("A death that nobody had asked about yet is told when its id begins anew")
  func forkWhileUnasked() {
    var run = TrackerRun(observing: [.fork, .exit])
    run.end(100, .exited(code: 3))
    run.begin(100)
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 0))
    // The question was about the former process; this one's threads are counted.
    #expect(run.checks().isEmpty)
    run.end(100, .exited(code: 0))
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
    #expect(run.tracker.count == 0)
  }

  @Test("A death that was asked about is told when its id begins anew; the answer comes too late")
  func forkWhileAsked() {
    var run = TrackerRun(observing: [.fork, .exit])
    run.end(100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.begin(100)
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 0))
    run.answerGone(100, status: .exited(code: 3))
    run.settle()
    #expect(run.deaths().isEmpty)
    run.end(100, .exited(code: 4))
    #expect(run.deaths() == [.init(100, .exited(code: 4))])
  }

  @Test("A death that was answered but not yet settled is told once when its id begins anew")
  func forkWhileUnsettled() {
    var run = TrackerRun(observing: [.fork, .exit])
    run.end(100, .exited(code: 3))
    _ = run.checks()
    run.answerGone(100)
    run.begin(100)
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
    run.lose()
    run.end(100, .exited(code: 4))
    #expect(run.checks() == [100])
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 4))])
  }

  @Test("A death that was told is not told again when its id begins anew")
  func forkAfterReport() {
    var run = TrackerRun(observing: [.fork, .exit])
    run.end(100, .exited(code: 3))
    _ = run.checks()
    run.answerGone(100)
    run.settle()
    _ = run.deaths()
    run.begin(100)
    #expect(run.deaths().isEmpty)
    run.end(100, .exited(code: 0))
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
  }

  @Test("Forks tell that an id is in use again where only abnormal exits are observed, too")
  func forkAmongAbnormal() {
    var run = TrackerRun(observing: [.fork, .nonzeroExit])
    run.end(100, .exited(code: 3))
    #expect(run.checks() == [100])
    run.begin(100)
    #expect(run.deaths() == [.init(100, .exited(code: 3))])
    run.end(100, .exited(code: 4))
    #expect(run.checks() == [100])
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 4))])
  }

  @Test("A thread's word that comes within 10 ms of the death belongs to it")
  func echo() {
    var run = TrackerRun(observing: .exit)
    run.end(100, .exited(code: 5))
    _ = run.checks()
    run.answerGone(100)
    run.settle()
    _ = run.deaths()
    run.end(101, of: 100, .exited(code: 5))
    run.pass(milliseconds: 9)
    run.end(102, of: 100, .exited(code: 5))
    #expect(run.checks().isEmpty)
    run.settle()
    #expect(run.deaths().isEmpty)
  }

  @Test("An exit that comes later belongs to the next process of that id")
  func laterExit() {
    var run = TrackerRun(observing: .exit)
    run.end(101, of: 100, .exited(code: 5))
    _ = run.checks()
    run.answerGone(100)
    run.settle()
    _ = run.deaths()
    run.pass(milliseconds: 51)
    run.end(102, of: 100, .exited(code: 6))
    #expect(run.checks() == [100])
    run.answerGone(100)
    run.settle()
    #expect(run.deaths() == [.init(100, .exited(code: 6))])
  }

  @Test("A first thread ends only once, so its second end is another process's, however soon")
  func leaderAfterLeader() {
    var run = TrackerRun(observing: .exit)
    for code: UInt8 in 1...3 {
      run.end(100, .exited(code: code))
      #expect(run.checks() == [100])
      run.answerGone(100)
      run.settle()
      #expect(run.deaths() == [.init(100, .exited(code: code))])
    }
  }

  @Test("The dead are remembered for a while only, and in a bounded number")
  func boundedMemory() {
    var run = TrackerRun(observing: .exit)
    for process: Int32 in 1...20_000 {
      run.end(process, .exited(code: 0))
      _ = run.checks()
      run.answerGone(process)
      run.settle()
      _ = run.deaths()
    }
    #expect(run.tracker.count <= 4_096)
    run.end(30_000, of: 20_000, .exited(code: 0))
    #expect(run.checks().isEmpty)
  }
}
