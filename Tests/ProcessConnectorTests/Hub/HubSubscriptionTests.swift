import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization
import Testing

/// The way to a subscription at a hub's socket, and how it fails.
@Suite("Subscription at a hub")
struct HubSubscriptionTests {
  @Test("What was asked for comes, the answer late or not", arguments: [EventMask.exit, .all])
  func subscription(mask: EventMask) throws {
    try ScriptedHub.serve(.deaf) { hub in
      let isReleased = Mutex(false)
      // The answer can only come once somebody lets the hub hear.
      let thread = try Thread {
        try? waitUntil { hub.clientCount > 0 }
        isReleased.withLock { $0 = true }
        hub.setDeaf(false)
      }
      var session = try ConnectorSession.open(hub.path, mask)
      #expect(isReleased.withLock { $0 })
      thread.join()
      #expect(session.stage == .hub)
      #expect(session.source == .hub(path: hub.path))
      #expect(session.mask == mask)
      hub.exits(3)
      #expect(try session.events(3).compactMap(\.processNumber) == [1, 2, 3])
      #expect(session.counters.rejected == 0)
    }
  }

  @Test("Nothing comes that was not asked for, while the hub has not heard the narrower mask")
  func nothingUnasked() throws {
    try ScriptedHub.serve { hub in
      hub.beforeRequests { hub, _ in
        hub.happen(.fork(of: 1))
        hub.happen(.exit(of: 2, code: 0))
        hub.happen(.exit(of: 3, code: 5))
      }
      var session = try ConnectorSession.open(hub.path, .nonzeroExit)
      hub.happen(.fork(of: 4))
      hub.happen(.exit(of: 5, code: 1))
      var told: [Int32] = []
      while told.last != 5 {
        let events = try session.events(1).compactMap(\.processNumber)
        try #require(!events.isEmpty)
        told += events
      }
      #expect(Set(told).isSubset(of: [3, 5]))
    }
  }

  @Test("The subscription ends with IGNORE")
  func ignore() throws {
    try ScriptedHub.serve { hub in
      do { _ = try ConnectorSession.open(hub.path, .exit) }
      try waitUntil { hub.clientCount == 0 && !hub.requests.isEmpty }
      #expect(hub.requests.map(\.operation) == [.listen, .listen, .ignore])
    }
  }

  @Test("A hub that does not answer is given up once, by a clear error")
  func silence() throws {
    try ScriptedHub.serve(.deaf) { hub in
      let error = #expect(throws: ConnectorError.self) {
        _ = try ConnectorSession.open(
          try HubTransport(hub.path, patience: 50_000_000), mask: .exit, buffer: .default, token: 1,
          environment: { .initial })
      }
      #expect(error?.cause == .hub(.silent, path: hub.path))
      hub.setDeaf(false)
      // The one LISTEN, and no IGNORE for what was never answered.
      try waitUntil { hub.clientCount == 0 && !hub.requests.isEmpty }
      #expect(hub.requests.map(\.operation) == [.listen])
    }
  }

  @Test("A hub that closes at once has too many clients")
  func closing() throws {
    try ScriptedHub.serve(.closing) { hub in
      for _ in 0..<20 {
        let error = #expect(throws: ConnectorError.self) {
          _ = try ConnectorSession.open(hub.path, .exit)
        }
        #expect(error?.cause == .hub(.full, path: hub.path))
      }
    }
  }

  @Test("A path without a hub says what is wrong with it")
  func connecting() throws {
    func cause(_ path: String) -> ConnectorError.Cause? {
      #expect(throws: ConnectorError.self) { _ = try HubTransport.open(path) }?.cause
    }
    #expect(cause("/nowhere/connector.sock") == .hub(.missing, path: "/nowhere/connector.sock"))
    #expect(cause("/etc/passwd/x") == .hub(.missing, path: "/etc/passwd/x"))
    #expect(cause("/etc/passwd") == .hub(.abandoned, path: "/etc/passwd"))
    let long = "/" + String(repeating: "x", count: 200)
    #expect(cause(long) == .hub(.foreign, path: long))
  }

  @Test("Each failure names its path, a cause and a next step")
  func texts() {
    let problems: [ConnectorError.HubProblem] = [
      .missing, .abandoned, .notPermitted, .foreign, .full, .silent, .ended,
    ]
    let errors = problems.map {
      ConnectorError(.hub($0, path: "/run/x.sock"), operation: "connect")
    }
    #expect(errors.allSatisfy { $0.reason.contains("/run/x.sock") })
    #expect(Set(errors.map(\.reason)).count == problems.count)
    #expect(errors.allSatisfy { !$0.nextStep.isEmpty && !$0.nextStep.hasSuffix(".") })
  }

  @Test("No descriptor is left behind by what fails or ends")
  func descriptors() throws {
    try ScriptedHub.serve(.closing) { hub in
      _ = try? ConnectorSession.open(hub.path, .exit)
      let before = openSockets()
      for _ in 0..<100 { _ = try? ConnectorSession.open(hub.path, .exit) }
      // Others open and close theirs meanwhile.
      try waitUntil { openSockets() < before + 50 }
    }
  }
}
