import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

/// The daemon goes while somebody listens.
@Suite("A hub's end")
struct HubEndTests {
  private static func configuration(_ hub: ScriptedHub) -> ConnectorConfiguration {
    ConnectorConfiguration(
      events: .exit, delivery: .immediate, source: .hub(path: hub.path))
  }

  @Test("What had come is told, deaths that were held back too, and then the end")
  func reader() throws {
    try ScriptedHub.serve { hub in
      var reader = try ConnectorReader(Self.configuration(hub))
      #expect(reader.source == .hub(path: hub.path))
      hub.exits(200, from: unusedIDs, code: 3)
      hub.happen(.exit(ofThread: unusedIDs + 1001, of: unusedIDs + 1000, code: 4))
      hub.end()
      var deaths = 0
      var failure: ConnectorError?
      try waitUntil {
        do throws(ConnectorError) {
          _ = try reader.wait(atMost: .seconds(1))
          _ = try reader.read { elements in
            for index in elements.indices {
              if case .death = elements[index] { deaths += 1 }
            }
          }
        } catch {
          failure = error
        }
        return failure != nil
      }
      #expect(deaths == 201)
      #expect(failure?.cause == .hub(.ended, path: hub.path))
      // It stays so.
      let again = #expect(throws: ConnectorError.self) { _ = try reader.read { _ in } }
      #expect(again?.cause == failure?.cause)
      let change = #expect(throws: ConnectorError.self) { try reader.setEvents(.all) }
      #expect(change?.cause == failure?.cause)
    }
  }

  @Test("An asynchronous reader gets what had come, and then the error")
  func asynchronously() async throws {
    let hub = try ScriptedHub.start()
    defer { hub.stop() }
    let connector = try Connector(Self.configuration(hub.hub))
    hub.hub.exits(100, from: unusedIDs, code: 3)
    hub.hub.end()
    var deaths = 0
    var cause: ConnectorError.Cause?
    do throws(ConnectorError) {
      for try await element in connector.elements {
        if case .death = element { deaths += 1 }
      }
    } catch {
      cause = error.cause
    }
    #expect(deaths == 100)
    #expect(cause == .hub(.ended, path: hub.hub.path))
  }

  @Test("A request that the hub never read does not hide what it sent before")
  func unreadRequest() throws {
    try ScriptedHub.serve { hub in
      var session = try ConnectorSession.open(hub.path, .exit)
      hub.setDeaf(true)
      hub.exits(3)
      try session.transport.send(ConnectorRequest(.listen, token: 9))
      hub.end()
      var received = 0
      let error = #expect(throws: ConnectorError.self) {
        while true { _ = try session.receive { received += $0.count } }
      }
      #expect(received == 3)
      #expect(error?.cause == .hub(.ended, path: hub.path))
    }
  }

  @Test("Who waits for a process goes on waiting without events")
  func waiter() throws {
    try ScriptedHub.serve { hub in
      let child = try ChildProcess(["/bin/sleep", "60"])
      // Also where the test fails: what is not reaped keeps those from ending who wait for any child.
      defer {
        try? child.send(signal: 9)
        _ = try? child.wait()
      }
      var waiter = try ProcessWaiter.hold(
        [ProcessID(child.id)], source: .hub(path: hub.path), interruptedBy: -1)
      #expect(waiter.source == .hub(path: hub.path))
      hub.end()
      try waitUntil {
        _ = try waiter.wait(until: KernelInstant.now.advanced(byNanoseconds: 1_000_000))
        return waiter.source == nil
      }
      #expect(waiter.refusal?.cause == .hub(.ended, path: hub.path))
      try child.send(signal: 9)
      let outcome = try waiter.wait(
        until: KernelInstant.now.advanced(byNanoseconds: 10_000_000_000))
      guard case .ended(let ended) = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(ended.map(\.process) == [ProcessID(child.id)])
    }
  }
}
