import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

@testable import pmon

@Suite("What the doctor says of a hub")
struct HubScopeTests {
  @Test("Root hears of everything, others of their own processes")
  func initialNamespace() {
    for owner in [nil, 0, 1000] as [UInt32?] {
      let root = HubScope(isInitialNamespace: true, hostUser: 0, user: 0, owner: owner)
      #expect(root == .everything)
      let user = HubScope(isInitialNamespace: true, hostUser: 1000, user: 1000, owner: owner)
      #expect(user == .ownProcesses)
      // Root of a user namespace is nobody in particular outside of it.
      let mapped = HubScope(isInitialNamespace: true, hostUser: 1000, user: 0, owner: owner)
      #expect(mapped == .ownProcesses)
    }
  }

  @Test("In a child PID namespace its owner hears of all of it")
  func childNamespace() {
    func scope(_ hostUser: UInt32, _ user: UInt32, _ owner: UInt32?) -> HubScope {
      HubScope(isInitialNamespace: false, hostUser: hostUser, user: user, owner: owner)
    }
    #expect(scope(0, 0, 0) == .wholeNamespace)
    #expect(scope(0, 0, nil) == .wholeNamespace)
    #expect(scope(1000, 0, 0) == .wholeNamespace)
    #expect(scope(1000, 1000, 1000) == .wholeNamespace)
    #expect(scope(1000, 1000, 0) == .ownProcessesInNamespace)
    #expect(scope(1000, 1000, nil) == .ownProcessesInNamespace)
    #expect(scope(100_005, 5, nil) == .ownProcessesInNamespace)
  }

  @Test("Each scope has words of its own")
  func texts() {
    let all: [HubScope] = [
      .everything, .wholeNamespace, .ownProcesses, .ownProcessesInNamespace,
    ]
    #expect(Set(all.map(\.text)).count == all.count)
  }

  @Test("A user's id outside follows from the map of the user namespace")
  func map() {
    let initial = "         0          0 4294967295\n"
    #expect(HubScope.hostUser(of: 0, in: initial) == 0)
    #expect(HubScope.hostUser(of: 4_294_967_294, in: initial) == 4_294_967_294)
    #expect(HubScope.hostUser(of: .max, in: initial) == nil)
    let rootless = "         0       1000          1\n         1     100000      65536\n"
    #expect(HubScope.hostUser(of: 0, in: rootless) == 1000)
    #expect(HubScope.hostUser(of: 1, in: rootless) == 100_000)
    #expect(HubScope.hostUser(of: 65_536, in: rootless) == 165_535)
    #expect(HubScope.hostUser(of: 65_537, in: rootless) == nil)
    for other in ["", "\n", "0 0", "a b c\n", "0 0 0\n", "-1 0 5\n"] {
      #expect(HubScope.hostUser(of: 0, in: other) == nil)
    }
  }

  @Test("This process's is what kernel and user make of it")
  func current() {
    guard HostEnvironment.current().isInitialPIDNamespace == true,
      HostEnvironment.current().isInitialUserNamespace == true
    else {
      #expect([.wholeNamespace, .ownProcessesInNamespace].contains(HubScope.current()))
      return
    }
    #expect(HubScope.current() == (Host.isRoot ? .everything : .ownProcesses))
    #expect(HostFacts.ownerOfPIDNamespace == 0)
  }

  @Test("Where the kernel serves, no hub is needed, and one that does not serve is a limit")
  func notNeeded() {
    let path = "/run/x.sock"
    let missing = Examination.hub(
      ConnectorError(.hub(.missing, path: path), operation: "connect"), path, isNeeded: false)
    #expect(missing.grade == .ok && missing.advice == nil && missing.detail.contains(path))
    for problem in [ConnectorError.HubProblem.abandoned, .notPermitted, .foreign, .full, .silent] {
      let error = ConnectorError(.hub(problem, path: path), operation: "connect")
      let finding = Examination.hub(error, path, isNeeded: false)
      #expect(finding.grade == .limited)
      #expect(finding.detail == error.reason && finding.advice == error.nextStep)
    }
  }

  @Test("Where the kernel does not serve, what is wrong with the hub is in the way")
  func needed() {
    let path = "/run/x.sock"
    for problem in [ConnectorError.HubProblem.missing, .abandoned, .notPermitted, .foreign, .full] {
      let error = ConnectorError(.hub(problem, path: path), operation: "connect")
      let finding = Examination.hub(error, path, isNeeded: true)
      #expect(finding.subject == "hub" && finding.grade == .no)
      #expect(finding.detail == error.reason && finding.advice == error.nextStep)
    }
  }

  @Test("A path without a hub gets one line, and changes nothing else")
  func noHub() {
    var examination = Examination()
    examination.lookAtHub("/nowhere/connector.sock")
    #expect(examination.findings.map(\.subject) == ["hub"])
    #expect(examination.findings.first?.grade == .no)
    #expect(!examination.isUsable)
  }
}
