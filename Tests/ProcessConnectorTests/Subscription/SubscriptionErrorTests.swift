import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Testing

/// Each reason for which a kernel does not serve, and what it leads to.
@Suite("Subscription errors")
struct SubscriptionErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let profile: KernelProfile
    var owner = SocketOwner.root
    var environment = HostEnvironment.initial
    var prepare: @Sendable (ScriptedTransport) throws -> Void = { _ in }
    let cause: ConnectorError.Cause
    let operation: String
    let nextStep: String

    var testDescription: String { "\(cause), Linux \(profile == .linux6_6 ? "6.6" : "6.1")" }
  }

  static let cases =
    [KernelProfile.linux6_6, .linux6_1].flatMap { profile in
      [
        Case(
          profile: profile, owner: .childPIDNamespace,
          environment: .initial.with { $0.isInitialPIDNamespace = false },
          cause: .childPIDNamespace, operation: "listen", nextStep: "--pid=host"),
        Case(
          profile: profile, owner: .childUserNamespace,
          environment: .initial.with { $0.isInitialUserNamespace = false },
          cause: .childUserNamespace, operation: profile == .linux6_6 ? "listen" : "bind",
          nextStep: "outside of the user namespace"),
        Case(
          profile: profile, owner: .childNetworkNamespace, cause: .childNetworkNamespace,
          operation: "send", nextStep: "--network=host"),
        // Another program has sent an IGNORE too many.
        Case(
          profile: profile,
          prepare: { transport in
            try transport.machine.perform { kernel in
              for token in 1...2 as ClosedRange<UInt32> {
                let socket = kernel.openSocket()
                // By itself, an IGNORE does not count where masks are; behind a refused operation it does.
                for operation in [9, 2] as [UInt32] {
                  let request = ConnectorRequest(.init(rawValue: operation), token: token)
                  try kernel.send(request.encoded().span, from: socket)
                }
              }
            }
          }, cause: .listenerCountPoisoned, operation: "listen", nextStep: "restart the machine"),
        Case(
          profile: profile, owner: .childPIDNamespace,
          environment: .initial.with { $0.hasProcessEvents = false }, cause: .noProcessEvents,
          operation: "listen", nextStep: "CONFIG_PROC_EVENTS=y"),
        Case(
          profile: profile,
          prepare: {
            $0.fail(with: SystemCallError("bind", .outOfMemory)) { $0 == .join }
          }, cause: .system(Errno.outOfMemory.description), operation: "bind", nextStep: "errno(3)"),
      ]
    } + [
      Case(
        profile: .linux6_1, owner: .ordinaryUser, cause: .notPermitted, operation: "bind",
        nextStep: "CAP_NET_ADMIN")
    ]

  @Test(
    "Every cause is told, with the next step, and leaves no subscription behind", arguments: cases)
  func cause(_ test: Case) throws {
    let machine = ScriptedMachine(test.profile)
    let transport = ScriptedTransport(machine, owner: test.owner)
    try test.prepare(transport)
    let error = #expect(throws: ConnectorError.self) {
      _ = try ConnectorSession.open(
        transport, mask: .exit, buffer: .default, token: 1, environment: { test.environment })
    }
    #expect(error?.cause == test.cause)
    #expect(error?.operation == test.operation)
    #expect(error?.nextStep.contains(test.nextStep) == true)
    #expect(error?.description.isEmpty == false)
    #expect(transport.ignoreCount == 0)
  }

  @Test("A kernel without the connector is told by its socket")
  func noConnector() {
    let error = ConnectorError(SystemCallError("socket", .protocolNotSupported), in: .initial)
    #expect(error.cause == .noConnector)
    #expect(error.nextStep.contains("modprobe cn"))
    #expect(error.errno == Errno.protocolNotSupported.rawValue)
  }

  @Test("An ordinary user is served since Linux 6.6")
  func ordinaryUser() throws {
    let machine = ScriptedMachine(.linux6_6)
    var session = try ConnectorSession.open(
      ScriptedTransport(machine, owner: .ordinaryUser), .exit)
    machine.happen(.exit(of: 1))
    #expect(try session.allEvents().count == 1)
  }

  @Test("Where /proc tells nothing, silence is laid to the listener count")
  func unknownEnvironment() throws {
    let transport = ScriptedTransport(ScriptedMachine(.linux6_6), owner: .childPIDNamespace)
    let error = #expect(throws: ConnectorError.self) {
      _ = try ConnectorSession.open(
        transport, mask: .exit, buffer: .default, token: 1,
        environment: {
          HostEnvironment(
            isInitialPIDNamespace: nil, isInitialUserNamespace: nil, hasProcessEvents: nil)
        })
    }
    #expect(error?.cause == .listenerCountPoisoned)
  }
}

extension HostEnvironment {
  fileprivate func with(_ change: (inout HostEnvironment) -> Void) -> HostEnvironment {
    var copy = self
    change(&copy)
    return copy
  }
}
