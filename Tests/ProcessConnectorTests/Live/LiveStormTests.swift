import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

extension LiveTests {
  @Suite("Storm", .serialized, .timeLimit(.minutes(2)))
  struct StormTests {
    @Test("Hundreds of short children: each one's events, exactly once")
    func exactCounts() throws {
      var reader = try EventReader([.fork, .exec, .exit])
      var children: Set<ProcessID> = []
      for _ in 0..<400 { children.insert(try runTrue()) }
      // An id can come back only after all others.
      #expect(children.count == 400)
      var counts: [EventMask: Int] = [:]
      var lost: UInt64 = 0
      try reader.drain { event in
        if let process = event.task?.process, children.contains(process) {
          counts[event.kind, default: 0] += 1
        }
      } loss: {
        lost += $0.count
      }
      #expect(lost == 0)
      #expect(counts == [.fork: 400, .exec: 400, .exit: 400])
      #expect(reader.counters.rejected == 0)
    }

    @Test("Everything listened to, no loss is made up, whatever clients come and go")
    func nothingMadeUp() throws {
      var reader = try EventReader(.all)
      var lost: [Loss] = []
      for _ in 0..<100 {
        _ = try runTrue()
        let other = try EventReader(.exit)
        #expect(other.counters.received == 0)
        try reader.drain { _ in
        } loss: {
          lost.append($0)
        }
      }
      #expect(lost.isEmpty)
    }

    @Test("A change to everything makes up no loss either")
    func changeToAll() throws {
      for _ in 0..<20 {
        var reader = try EventReader(.exit)
        for _ in 0..<5 { _ = try runTrue() }
        try reader.setEvents(.all)
        for _ in 0..<5 { _ = try runTrue() }
        var lost: [Loss] = []
        try reader.drain { _ in
        } loss: {
          lost.append($0)
        }
        #expect(lost.isEmpty)
      }
    }

    @Test("A buffer of 8 KiB: received and lost are what a large one received", arguments: 1...3)
    func smallBuffer(round: Int) throws {
      var small = try EventReader([.fork, .exit], receiveBuffer: ReceiveBuffer(bytes: 8192))
      var large = try EventReader([.fork, .exit])
      // Both have begun; from this child's end on they are compared.
      let first = try runTrue()
      var smallCount = MarkedCount(from: first)
      try small.drain {
        smallCount.record($0)
      } loss: { _ in
      }
      #expect(smallCount.isOpen)
      var largeCount = MarkedCount(from: first)
      let lostBefore = small.counters.lost

      for turn in 0..<300 {
        _ = try runTrue()
        // Now and then it is emptied, so that several overflows follow each other.
        if turn % 60 == 59 {
          try small.drain {
            smallCount.record($0)
          } loss: { _ in
          }
        }
      }
      try small.drain {
        smallCount.record($0)
      } loss: { _ in
      }
      // Emptied, it has room for the second mark.
      let last = try runTrue()
      smallCount.end = last
      largeCount.end = last
      try small.drain {
        smallCount.record($0)
      } loss: { _ in
      }
      try large.drain {
        largeCount.record($0)
      } loss: { _ in
      }
      let lost = small.counters.lost - lostBefore
      #expect(large.counters.lost == 0)
      #expect(lost > 0)
      #expect(smallCount.isClosed && largeCount.isClosed)
      #expect(smallCount.count + Int(lost) == largeCount.count)
    }
  }
}

/// Counts events between the exits of two processes.
private struct MarkedCount {
  let begin: ProcessID
  var end: ProcessID?
  private(set) var count = 0
  private(set) var isOpen = false
  private(set) var isClosed = false

  init(from begin: ProcessID) { self.begin = begin }

  mutating func record(_ event: ProcessEvent) {
    if isOpen, !isClosed { count += 1 }
    guard event.kind == .exit, let process = event.task?.process else { return }
    if process == begin { isOpen = true }
    if process == end { isClosed = true }
  }
}

extension EventReader {
  /// Reads all that has come.
  fileprivate mutating func drain(
    _ body: (ProcessEvent) -> Void, loss: (Loss) -> Void
  ) throws(ConnectorError) {
    while true {
      let reception = try receive { events in
        for index in events.indices { body(events[index]) }
      }
      if let lost = reception.loss { loss(lost) }
      if reception.isDrained { return }
    }
  }
}
