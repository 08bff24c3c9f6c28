import ConnectorHub
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization
import Testing

extension LiveTests {
  @Suite("Connector", .serialized, .timeLimit(.minutes(1)))
  struct ConnectorTests {
    @Test("Elements arrive, each process once, with its status")
    func elements() async throws {
      let connector = try Connector(ConnectorConfiguration(events: .nonzeroExit))
      var expected: [ProcessID: UInt8?] = [:]
      for code in 1...20 as ClosedRange<UInt8> {
        expected[try runChild(code: code)] = code
      }
      var found: [ProcessID: UInt8?] = [:]
      for try await element in connector.elements {
        guard case .death(let death) = element, expected[death.process] != nil else { continue }
        #expect(found.updateValue(death.status.code, forKey: death.process) == nil)
        if found.count == expected.count { break }
      }
      #expect(found == expected)
      // The counters are of the last batch, which a consumer may have before them.
      connector.close()
      #expect(connector.counters.received >= 20)
    }

    @Test("Batches are never empty and end with the connector")
    func batches() async throws {
      let connector = try Connector(ConnectorConfiguration(events: [.exit], delivery: .immediate))
      let process = try runTrue()
      Patience.letEventsCome()
      // What was read before can still be iterated.
      connector.close()
      var deaths = 0
      for try await batch in connector.batches {
        #expect(!batch.isEmpty)
        for case .death(let death) in batch where death.process == process { deaths += 1 }
      }
      #expect(deaths == 1)
    }

    @Test("An error has a type, a cause and a next step")
    func typedError() throws {
      func open(_ transport: any ConnectorTransport) -> ConnectorError? {
        do throws(ConnectorError) {
          _ = try ConnectorSession.open(
            transport, mask: .exit, buffer: .default, token: 1, environment: { .initial })
          return nil
        } catch {
          return error
        }
      }
      let transport = ScriptedTransport(ScriptedMachine(.linux6_1), owner: .ordinaryUser)
      let error = open(transport)
      #expect(error?.cause == .notPermitted)
      #expect(error?.errno == Errno.notPermitted.rawValue)
    }

    @Test("Cancelling the task ends the iteration")
    func cancellation() async throws {
      let connector = try Connector(ConnectorConfiguration(events: .sid))
      let task = Task {
        for try await _ in connector.elements {}
      }
      try await Task.sleep(for: .milliseconds(20))
      task.cancel()
      try await task.value
    }

    @Test("Cancelling the task takes the subscription back, once, though nobody closes")
    func cancellationIgnores() async throws {
      let witness = try AcknowledgementWitness()
      let connector = try Connector(ConnectorConfiguration(events: .sid))
      let opened = try witness.subscriptions()
      let task = Task {
        for try await _ in connector.elements {}
      }
      task.cancel()
      try await task.value
      // The thread takes note by itself.
      try await Task.sleep(for: .milliseconds(300))
      #expect(try witness.hasOneIgnore(of: opened))
      connector.close()
      #expect(try !witness.hasOneIgnore(of: opened))
    }

    @Test("Closing takes the subscription back, once, however often it is closed")
    func closing() throws {
      let witness = try AcknowledgementWitness()
      let connector = try Connector(ConnectorConfiguration(events: .sid))
      let opened = try witness.subscriptions()
      for _ in 0..<3 { connector.close() }
      #expect(try witness.hasOneIgnore(of: opened))
    }

    @Test("Going out of scope takes it back, once", arguments: 0..<10)
    func outOfScope(round: Int) throws {
      let witness = try AcknowledgementWitness()
      var connector: Connector? = try Connector(ConnectorConfiguration(events: .sid))
      let opened = try witness.subscriptions()
      _ = connector.take()
      #expect(try witness.hasOneIgnore(of: opened))
    }

    @Test("An event loop's reader takes it back, once")
    func readerOutOfScope() throws {
      let witness = try AcknowledgementWitness()
      var opened: [UInt32] = []
      func read() throws {
        var reader = try ConnectorReader(ConnectorConfiguration(events: .sid))
        opened = try witness.subscriptions()
        while try reader.read({ _ in }) {}
      }
      try read()
      #expect(try witness.hasOneIgnore(of: opened))
    }

    @Test("A reader of batches takes it back, once")
    func eventReaderOutOfScope() throws {
      let witness = try AcknowledgementWitness()
      var opened: [UInt32] = []
      func read() throws {
        var reader = try EventReader(.sid)
        opened = try witness.subscriptions()
        _ = try reader.receive { _ in }
      }
      try read()
      #expect(try witness.hasOneIgnore(of: opened))
    }

    @Test("A reader that a lock held and gave away takes it back, once")
    func takenFromLock() throws {
      let witness = try AcknowledgementWitness()
      let slot = Mutex<ConnectorReader?>(
        try ConnectorReader(ConnectorConfiguration(events: .sid)))
      let opened = try witness.subscriptions()
      func take() throws {
        guard var reader = slot.withLock({ $0.take() }) else {
          Issue.record("there was none")
          return
        }
        while try reader.read({ _ in }) {}
        #expect(reader.counters.rejected == 0)
      }
      try take()
      #expect(try witness.hasOneIgnore(of: opened))
      #expect(slot.withLock { $0 == nil })
    }

    @Test("Other events can be asked for while it runs")
    func setEvents() async throws {
      let connector = try Connector(
        ConnectorConfiguration(events: .nonzeroExit, delivery: .immediate))
      let unseen = try runTrue()
      Patience.letEventsCome()
      try await connector.setEvents([.exit])
      let seen = try runTrue()
      for try await element in connector.elements {
        guard case .death(let death) = element else { continue }
        #expect(death.process != unseen)
        if death.process == seen { break }
      }
      connector.close()
      let error = await #expect(throws: ConnectorError.self) {
        try await connector.setEvents([.fork])
      }
      #expect(error?.operation == "setEvents")
    }

    @Test("Many rounds of opening and closing leave no descriptor behind")
    func descriptors() throws {
      let rounds = 50
      // Other tests have some open meanwhile, but fewer than a leak would make.
      let before = try Files.openDescriptorCount()
      for _ in 0..<rounds { _ = try Connector(ConnectorConfiguration(events: .sid)) }
      for _ in 0..<rounds { _ = try EventReader(.sid) }
      for _ in 0..<rounds {
        let transport = ScriptedTransport(ScriptedMachine(.linux6_1), owner: .childPIDNamespace)
        #expect(throws: ConnectorError.self) { _ = try ConnectorSession.open(transport, .exit) }
      }
      #expect(try Files.openDescriptorCount() < before + rounds / 2)
    }
  }
}
