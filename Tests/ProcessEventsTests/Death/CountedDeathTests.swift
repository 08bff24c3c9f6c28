import ProcessEvents
import Testing

/// Where beginnings and ends are observed, threads are counted and nobody is asked.
@Suite("Deaths by counting threads")
struct CountedDeathTests {
  var run = TrackerRun(observing: [.fork, .exit])

  @Test(
    "A process of one thread dies with its exit",
    arguments: [
      .exited(code: 0), .exited(code: 3), .signaled(.kill), .signaled(.abort, coreDumped: true),
    ] as [ExitStatus])
  mutating func singleThread(status: ExitStatus) throws {
    run.begin(100)
    run.end(100, status)
    let death = try #require(run.told.first)
    #expect(run.told.count == 1)
    #expect(death.process == ProcessID(100))
    #expect(death.parent == ProcessID(TrackerRun.parent))
    #expect(death.status == status)
    #expect(death.time == run.now)
    #expect(death.cpu == 1)
    #expect(run.checks().isEmpty)
    #expect(run.tracker.count == 0)
  }

  @Test("A leader that left early takes nothing from the status of the others")
  mutating func leaderLeftEarly() {
    run.begin(100)
    for thread: Int32 in 101...103 { run.begin(thread, of: 100) }
    run.end(100, .exited(code: 0))
    run.pass(milliseconds: 50)
    run.end(101, of: 100, .exited(code: 5))
    run.end(103, of: 100, .exited(code: 5))
    #expect(run.deaths().isEmpty)
    run.end(102, of: 100, .exited(code: 5))
    #expect(run.deaths() == [.init(100, .exited(code: 5))])
    #expect(run.tracker.count == 0)
  }

  @Test("A thread that ends with a code of its own is no death")
  mutating func threadWithOwnCode() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(101, of: 100, .exited(code: 3))
    #expect(run.deaths().isEmpty)
    #expect(run.checks().isEmpty)
    run.pass(milliseconds: 50)
    run.end(100, .exited(code: 0))
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
  }

  @Test("A leader that ends with a code of its own is no death, either")
  mutating func leaderWithOwnCode() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(100, .exited(code: 3))
    run.pass(milliseconds: 50)
    run.end(101, of: 100, .exited(code: 0))
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
  }

  @Test("Where each thread ended by itself, the last one's code is the process's")
  mutating func lastThreadDecides() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(100, .exited(code: 0))
    run.end(101, of: 100, .exited(code: 7))
    #expect(run.deaths() == [.init(100, .exited(code: 7))])
  }

  @Test("A program that another thread than the first executes keeps the process alive")
  mutating func execByAnotherThread() {
    run.begin(100)
    run.begin(101, of: 100)
    run.begin(102, of: 100)
    // The kernel ends the others with 0; the one that executes takes the leader's id.
    run.end(102, of: 100, .exited(code: 0))
    run.end(100, .exited(code: 0))
    run.deliver(.exec(TaskID(leaderOf: ProcessID(100))))
    #expect(run.deaths().isEmpty)
    run.pass(milliseconds: 50)
    run.end(100, .exited(code: 4))
    #expect(run.deaths() == [.init(100, .exited(code: 4))])
  }

  @Test("A program executed after the leader failed by itself can end well at once")
  mutating func execAfterLeaderFailed() {
    run.begin(100)
    run.begin(101, of: 100)
    run.end(100, .exited(code: 3))
    run.deliver(.exec(TaskID(leaderOf: ProcessID(100))))
    run.end(100, .exited(code: 0))
    #expect(run.deaths() == [.init(100, .exited(code: 0))])
  }

  @Test("Threads come and go many times in one life")
  mutating func manyThreads() {
    run.begin(100)
    for round: Int32 in 0..<1_000 {
      run.begin(1_000 + round, of: 100)
      run.end(1_000 + round, of: 100, .exited(code: 0))
    }
    #expect(run.deaths().isEmpty)
    run.pass(milliseconds: 50)
    run.end(100, .exited(code: 1))
    #expect(run.deaths() == [.init(100, .exited(code: 1))])
    #expect(run.tracker.count == 0)
  }

  @Test("Processes do not mix")
  mutating func interleaved() {
    run.begin(100)
    run.begin(200)
    run.begin(101, of: 100)
    run.begin(201, of: 200)
    run.end(200, .exited(code: 2))
    run.end(101, of: 100, .exited(code: 1))
    run.end(201, of: 200, .exited(code: 2))
    run.end(100, .exited(code: 1))
    #expect(run.deaths() == [.init(200, .exited(code: 2)), .init(100, .exited(code: 1))])
  }

  @Test("Events of other kinds mean nothing to it")
  mutating func otherKinds() {
    for payload in Payloads.ofEachKind {
      guard case .exit = payload else {
        run.deliver(payload)
        continue
      }
    }
    #expect(run.deaths().isEmpty)
    #expect(run.tracker.count == 0)
  }
}
