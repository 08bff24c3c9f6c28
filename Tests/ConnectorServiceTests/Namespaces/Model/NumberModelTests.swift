import ConnectorHub
import ProcessEvents
import TestSupport
import Testing

@testable import ConnectorService

@Suite("Numbers in PID namespaces, against a model")
struct NumberModelTests {
  private struct Counts {
    var known = 0
    var lost = 0
    var outside = 0
    var untold = 0
  }

  /// Random histories, read with random delay and losses; each answer is right, or told to be missing.
  private func run(_ seed: UInt64, recordsForks: Bool) -> Counts {
    var random = SeededGenerator(seed: seed &+ 99)
    var numbers = TaskNumbers(NumberMachine(seed: seed, recordsForks: recordsForks))
    var queue: [NumberMachine.Told] = []
    var followed: [Int: KernelInstant] = [:]
    /// Tasks whose forks were lost, and that nothing has told of since.
    var untold: Set<Int32> = []
    var counts = Counts()
    var losesUntil = 0
    var hasLost = false
    for step in 0..<6_000 {
      let events = numbers.source.step()
      if random.once(in: 500) { losesUntil = step + random.number(in: 1...30) }
      if step < losesUntil {
        hasLost = true
        for told in events {
          if case .fork(let fork) = told.event.payload { untold.insert(fork.child.thread.rawValue) }
        }
      } else {
        queue += events
      }
      if !followed.keys.contains(1) || random.once(in: 300) {
        let namespace = random.number(in: 0...(numbers.source.parents.count - 1))
        if namespace > 0, followed[namespace] == nil {
          numbers.follow(NumberMachine.name(namespace))
          followed[namespace] = numbers.source.now
        }
      }
      guard queue.count > random.number(in: 0...20) || step >= losesUntil && hasLost else {
        continue
      }
      for told in queue {
        take(told, &numbers, followed, &untold, &counts)
      }
      queue.removeAll()
      if hasLost, step >= losesUntil {
        numbers.eventsWereLost()
        hasLost = false
        for task in numbers.source.tasks.values where !task.isZombie {
          untold.remove(task.id.thread.rawValue)
        }
      }
    }
    // Whatever has begun and ended in the meantime: nothing is kept of what is long gone.
    #expect(numbers.count < 40 * 300)
    return counts
  }

  private func take(
    _ told: NumberMachine.Told, _ numbers: inout TaskNumbers<NumberMachine>,
    _ followed: [Int: KernelInstant], _ untold: inout Set<Int32>, _ counts: inout Counts
  ) {
    let lost = numbers.take(told.event)
    guard let task = told.event.task else { return }
    if case .fork = told.event.payload { untold.remove(task.thread.rawValue) }
    for (namespace, since) in followed {
      let name = NumberMachine.name(namespace)
      let answer = numbers.numbers(of: task, in: name)
      if lost.contains(name) {
        counts.lost += 1
        #expect(answer == nil)
      } else if let own = told.numbers[namespace] {
        if answer == own {
          counts.known += 1
        } else if answer == nil,
          told.event.time <= since || untold.contains(task.thread.rawValue)
            || untold.contains(task.process.rawValue)
        {
          counts.untold += 1
        } else {
          Issue.record(
            "\(told.event) is about \(own), and \(String(describing: answer)) is answered")
        }
      } else {
        counts.outside += 1
        #expect(answer == nil, "\(told.event)")
      }
    }
  }

  @Test("With records of forks nearly all is known", arguments: Seeds.chosen)
  func recorded(_ seed: UInt64) {
    let counts = run(seed, recordsForks: true)
    #expect(counts.known > 500 && counts.outside > 500)
    #expect(counts.lost * 20 < counts.known + counts.outside, "\(counts)")
  }

  @Test(
    "Without them all is known that lives long enough, and of the rest it is told",
    arguments: Seeds.chosen)
  func unrecorded(_ seed: UInt64) {
    let counts = run(seed, recordsForks: false)
    #expect(counts.known > 300 && counts.outside > 300, "\(counts)")
  }

  @Test("A scan long after the last event forgets what has ended, and finds who is there")
  func lateScan() {
    func task(_ number: Int32) -> TaskID { TaskID(leaderOf: ProcessID(number)) }
    var table = NamespaceTable()
    let early = KernelInstant(nanoseconds: 1_000_000_000)
    for number in Int32(1)...100 {
      table.began(task(number), .inside(task(number + 1000)), at: early)
      let thread = TaskID(thread: ThreadID(number + 200), process: ProcessID(number))
      let inner = TaskID(thread: ThreadID(number + 1200), process: ProcessID(number + 1000))
      table.began(thread, .inside(inner), at: early)
      if number.isMultiple(of: 2) { table.ended(thread, at: early) }
      if number.isMultiple(of: 3) { table.ended(task(number), at: early) }
    }
    let late = early.advanced(byNanoseconds: 60_000_000_000)
    table.replace(with: [(task(7), task(1007))], at: late)
    #expect(table.numbers(of: task(7)) == task(1007))
    #expect(table.isUnknown(task(8)) && table.numbers(of: task(8)) == nil)
    #expect(!table.mayContain(task(6)))
    table.began(task(500), .outside, at: late.advanced(byNanoseconds: 2_000_000_000))
    #expect(table.count == 1)
  }

  @Test("Who is followed twice is known until both have gone; nobody costs nothing")
  func counted() {
    var numbers = TaskNumbers(NumberMachine(seed: 1, recordsForks: true))
    let name = NumberMachine.name(1)
    #expect(!numbers.isNeeded && numbers.wantedEvents.isEmpty)
    numbers.follow(name)
    numbers.follow(name)
    numbers.unfollow(name)
    #expect(numbers.wantedEvents == [.fork, .exec, .exit])
    numbers.unfollow(name)
    numbers.unfollow(name)
    #expect(!numbers.isNeeded)
    for _ in 0..<100 {
      for told in numbers.source.step() { #expect(numbers.take(told.event).isEmpty) }
    }
    #expect(numbers.count == 0)
  }
}
