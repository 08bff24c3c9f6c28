import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// Who is asked where nobody was named.
@Suite("The automatic source")
struct AutomaticSourceTests {
  private static func open(
    _ owner: SocketOwner, orElse path: String
  ) throws(ConnectorError) -> ConnectorSession {
    let environment = HostEnvironment(
      isInitialPIDNamespace: owner != .childPIDNamespace, isInitialUserNamespace: true,
      hasProcessEvents: true)
    return try ConnectorSession.open { () throws(ConnectorError) in
      try ConnectorSession.open(
        ScriptedTransport(ScriptedMachine(.linux6_6), owner: owner), mask: .exit, buffer: .default,
        token: 1, environment: { environment })
    } orElse: { () throws(ConnectorError) in
      try ConnectorSession.open(path, .exit)
    }
  }

  @Test("It is the kernel where that serves, and the hub is not even asked")
  func kernel() throws {
    try ScriptedHub.serve { hub in
      let session = try Self.open(.root, orElse: hub.path)
      #expect(session.source == .kernel)
      #expect(session.stage == .connector)
      #expect(hub.clientCount == 0 && hub.requests.isEmpty)
    }
  }

  @Test(
    "It is the hub where the kernel does not serve",
    arguments: [SocketOwner.childPIDNamespace, .childNetworkNamespace])
  func hub(owner: SocketOwner) throws {
    try ScriptedHub.serve { hub in
      var session = try Self.open(owner, orElse: hub.path)
      #expect(session.source == .hub(path: hub.path))
      #expect(session.stage == .hub)
      hub.exits(3)
      #expect(try session.events(3).compactMap(\.processNumber) == [1, 2, 3])
    }
  }

  @Test("Where neither serves, the error tells of both and of what helps with each")
  func neither() throws {
    try ScriptedHub.serve(.closing) { hub in
      for (path, problem) in [
        ("/nowhere/connector.sock", ConnectorError.HubProblem.missing), (hub.path, .full),
        ("/etc/passwd", .abandoned),
      ] {
        let error = #expect(throws: ConnectorError.self) {
          _ = try Self.open(.childPIDNamespace, orElse: path)
        }
        #expect(error?.cause == .childPIDNamespace)
        #expect(error?.causeOfHub == .hub(problem, path: path))
        let alone = ConnectorError(.childPIDNamespace, operation: "listen")
        let hubAlone = ConnectorError(.hub(problem, path: path), operation: "connect")
        #expect(error?.reason == "\(alone.reason), and \(hubAlone.reason)")
        #expect(error?.nextStep == "\(alone.nextStep), or \(hubAlone.nextStep)")
      }
    }
  }

  @Test(
    "This process has the kernel, if that serves it",
    .enabled(if: Host.isServed, "the kernel does not serve this process"))
  func live() throws {
    let reader = try EventReader(.nonzeroExit, source: .automatic)
    #expect(reader.source == .kernel)
  }
}
