import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

extension LiveTests {
  @Suite("Reader", .serialized, .timeLimit(.minutes(1)))
  struct ReaderTests {
    @Test(
      "A wait ends when there is something to read",
      arguments: [ConnectorConfiguration.Delivery.immediate, .coalesced()])
    func ready(delivery: ConnectorConfiguration.Delivery) throws {
      var reader = try ConnectorReader(
        ConnectorConfiguration(events: .nonzeroExit, delivery: delivery))
      let process = try runChild(code: 7)
      #expect(try reader.death(of: process)?.status.code == 7)
      #expect(reader.counters.wakeups > 0)
    }

    @Test("A wait ends at its time, and when it is interrupted")
    func otherEnds() throws {
      // Nobody starts a session meanwhile, or hardly ever.
      var reader = try ConnectorReader(ConnectorConfiguration(events: .sid))
      let begin = Clocks.monotonic
      while try reader.wait(atMost: .milliseconds(30)) == .ready { _ = try reader.read { _ in } }
      #expect(Clocks.monotonic - begin >= 30_000_000)
      let interrupt = try EventDescriptor()
      interrupt.signal()
      #expect(try reader.wait(interruptedBy: interrupt.rawDescriptor) == .interrupted)
    }

    @Test("A process dies once, with the status that wait gives")
    func once() throws {
      var reader = try ConnectorReader(ConnectorConfiguration(events: [.fork, .exit]))
      let process = try runChild(code: 9)
      #expect(try reader.death(of: process)?.status.code == 9)
      var again = 0
      try reader.readToEnd { elements in
        for index in elements.indices {
          if case .death(let death) = elements[index], death.process == process { again += 1 }
        }
      }
      #expect(again == 0)
    }

    @Test(
      "A consumer that is too slow gets a count of what it missed, and the memory stays bounded")
    func slowConsumer() async throws {
      let connector = try Connector(
        ConnectorConfiguration(
          events: [.fork, .exec, .exit], delivery: .immediate, subject: .threads,
          handOverCapacity: 16))
      var children: Set<ProcessID> = []
      for _ in 0..<50 { children.insert(try runTrue()) }
      connector.close()
      var lost: UInt64 = 0
      var events: UInt64 = 0
      for try await batch in connector.batches {
        #expect(batch.count <= 17)
        for element in batch {
          switch element {
          case .lost(let loss):
            #expect(loss.place == .handOver)
            lost += loss.count
          default: events += 1
          }
        }
      }
      #expect(events == 16)
      #expect(lost >= 150 - 16)
      #expect(connector.counters.lost == lost)
      #expect(connector.counters.received == events + lost)
      #expect(connector.counters.delivered == events)
    }
  }
}

extension ConnectorReader {
  /// Reads until a process has died; nil when that takes too long.
  fileprivate mutating func death(of process: ProcessID) throws(ConnectorError) -> ProcessDeath? {
    var found: ProcessDeath?
    let end = Clocks.monotonic + 5_000_000_000
    while found == nil, Clocks.monotonic < end {
      guard try wait(atMost: .seconds(1)) == .ready else { continue }
      _ = try read { elements in
        for index in elements.indices {
          if case .death(let death) = elements[index], death.process == process { found = death }
        }
      }
    }
    return found
  }
}
