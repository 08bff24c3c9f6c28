import Foundation
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@testable import ProcessMonitor

@Suite("A subscription that outlives its daemon", .serialized, .timeLimit(.minutes(2)))
struct DescriptorKeeperTests {
  /// Children that end with codes from 1 up, one after the other.
  private func failures(_ count: Int) throws -> [String] {
    try (1...count).map { number in
      let code = number % 200 + 1
      let child = try ChildProcess(["/bin/sh", "-c", "exit \(code)"])
      #expect(try child.wait() == UInt32(code) << 8)
      return "\(child.id) \(code << 8)"
    }
  }

  /// The deaths that the probe tells of, until the last of some.
  private func deaths(_ probe: ProbeProgram, among wanted: [String]) throws -> [String] {
    var told: [String] = []
    while told.count < wanted.count {
      let line = try probe.words(after: "death").joined(separator: " ")
      if wanted.contains(line) { told.append(line) }
    }
    return told
  }

  @Test(
    "What nobody reads for a kill is read by the successor, in order and once",
    .enabled(if: Host.isServed, "this kernel does not serve this process"))
  func kill9() throws {
    let probe = try ProbeProgram()
    var ready = try probe.words(after: "ready")
    #expect(ready.last == "fresh")
    let first = try failures(5)
    #expect(try deaths(probe, among: first) == first)
    var told = Set(first)
    for _ in 0..<3 {
      let daemon = try #require(ready.first.flatMap { Int32($0) })
      #expect(daemon != probe.keeper)
      // Stopped, it reads nothing; killed, it never will.
      ProcessActions.send(signal: 19, to: daemon)
      let missed = try failures(100)
      ProcessActions.send(signal: 9, to: daemon)
      let later = try failures(20)
      ready = try probe.words(after: "ready")
      #expect(ready.last == "adopted")
      #expect(try deaths(probe, among: missed + later) == missed + later)
      told.formUnion(missed + later)
    }
    ProcessActions.send(signal: 15, to: probe.keeper)
    #expect(probe.wait() == 128 + 15)
    // Others on the machine may have died meanwhile.
    while let line = probe.line() {
      #expect(!told.contains(String(line.dropFirst("death ".count))), "\(line) is told twice")
    }
  }

  @Test("A daemon that ends on purpose is not started anew", arguments: [0, 2, 3])
  func purpose(code: Int32) throws {
    let probe = try ProbeProgram(["\(code)"])
    #expect(probe.wait() == code)
  }

  @Test("After the first crash at once, then with pauses that grow to their limit")
  func backOff() {
    var policy = RestartPolicy()
    let crash: UInt32 = 9
    var pauses: [UInt64] = []
    for _ in 0..<12 { pauses.append(policy.pauseAfterEnd(status: crash, lifetime: 1) ?? 0) }
    #expect(pauses.prefix(4) == [0, 100_000_000, 200_000_000, 400_000_000])
    #expect(pauses.suffix(3).allSatisfy { $0 == RestartPolicy.longest })
    // One that never could start says why, once.
    #expect(policy.pauseAfterEnd(status: 1 << 8, lifetime: RestartPolicy.steady) == nil)
    policy.hasStarted = true
    #expect(policy.pauseAfterEnd(status: 1 << 8, lifetime: RestartPolicy.steady) == 0)
    for code: UInt32 in [0, 2, 3] {
      #expect(policy.pauseAfterEnd(status: code << 8, lifetime: 1) == nil)
    }
  }
}

@Suite("systemd's descriptor store")
struct SystemdDescriptorStoreTests {
  @Test("A descriptor goes to the notification socket, with its name", arguments: [true, false])
  func keep(isAbstract: Bool) throws {
    let name = "pmon-test-\(HostFacts.processID)-\(UInt32.random(in: 0...UInt32.max))"
    let path = isAbstract ? "@\(name)" : "/tmp/\(name)"
    let listener = try DescriptorPassing.boundDatagramSocket(path)
    defer { if !isAbstract { try? FileManager.default.removeItem(atPath: path) } }
    let store = try #require(try SystemdDescriptorStore(path: path))
    let event = try EventDescriptor()
    try store.keep(event.rawDescriptor, as: "events")
    let message = try #require(
      try DescriptorPassing.receive(from: listener.rawValue, waits: false))
    #expect(message.text == "FDSTORE=1\nFDPOLL=0\nFDNAME=events")
    #expect(message.descriptors.count == 1)
    // It is the same eventfd: what is signalled here shows there.
    let copy = OwnedDescriptor(owning: try #require(message.descriptors.first))
    #expect(try pollReadable(copy.rawValue, timeout: 0).isEmpty)
    event.signal()
    #expect(try pollReadable(copy.rawValue, timeout: 0) == .first)
    try store.drop("events")
    #expect(
      try DescriptorPassing.receive(from: listener.rawValue, waits: false)?.text
        == "FDSTOREREMOVE=1\nFDNAME=events")
  }

  @Test("What another process was given is none of ours")
  func others() {
    let variables = ["LISTEN_PID": "1", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"]
    #expect(SystemdDescriptorStore.kept(environment: { variables[$0] }, process: 7).isEmpty)
    #expect(SystemdDescriptorStore.kept(environment: { _ in nil }, process: 7).isEmpty)
  }

  @Test("Where systemd did not start it there is no store", arguments: [nil, "", "relative"])
  func absent(path: String?) throws {
    #expect(try SystemdDescriptorStore(path: path ?? "") == nil)
  }
}
