import ConnectorProtocol
import ConnectorService
import Foundation
import KernelInterface
import ProcessConnector
import ProcessEvents
import TestSupport
import Testing

/// The door beside the kernel that the tests run on.
@Suite(
  "The connector's door", .serialized,
  .enabled(if: Host.isServed, "the kernel does not serve this process"))
struct DoorTests {
  private let path = NSTemporaryDirectory() + "pmon-connector-\(UUID().uuidString)"

  private static let probe = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build/debug/ConnectorProbe").path

  /// The next datagram; nil at the end, or where none comes in a minute.
  private func next(_ client: TestClient) throws -> Heard? {
    let deadline = Clocks.monotonic + 60_000_000_000
    while Clocks.monotonic < deadline {
      if let datagram = try client.next() { return datagram.isEmpty ? nil : Heard(datagram) }
      _ = try pollReadable(client.socket.rawDescriptor, timeout: 1_000_000_000)
    }
    return nil
  }

  private func listen(_ client: TestClient, _ mask: UInt32? = nil) throws {
    try client.listen(mask, token: 41)
    guard mask == nil else { return }
    let answer = try #require(try next(client)?.answer)
    #expect(answer.token == 42)
  }

  @Test("A client gets the kernel's own events, in their order", .enabled(if: Host.isRoot, "root"))
  func besideKernel() throws {
    let door = try ConnectorDoor(path)
    let client = try TestClient(path)
    try listen(client)
    var kernel = try EventReader(.all)
    var children: Set<Int32> = []
    for code in 0..<20 {
      let child = try ChildProcess(["/bin/sh", "-c", "exit \(code)"])
      children.insert(child.id)
      _ = try child.wait()
    }
    var expected: [Int32: [ProcessEvent.Payload]] = [:]
    var isDrained = false
    while !isDrained {
      isDrained = try kernel.receive { events in
        for index in events.indices {
          guard let task = events[index].task, children.contains(task.process.rawValue) else {
            continue
          }
          expected[task.process.rawValue, default: []].append(events[index].payload)
        }
      }.isDrained
    }
    var got: [Int32: [ProcessEvent.Payload]] = [:]
    while got.mapValues(\.count) != expected.mapValues(\.count) {
      guard let heard = try next(client) else { break }
      guard case .message(.event(let event)) = heard, let task = event.task,
        children.contains(task.process.rawValue)
      else { continue }
      got[task.process.rawValue, default: []].append(event.payload)
    }
    #expect(got == expected)
    #expect(expected.count == 20)
    door.close()
    while let heard = try next(client) { #expect(heard.lost == nil) }
    #expect(try client.isClosed())
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("The kernel is asked for what is wanted, and for nothing once nobody is there")
  func demand() async throws {
    let door = try ConnectorDoor(path)
    var client: TestClient? = try TestClient(path)
    #expect(await door.counters()?.isSubscribed == false)
    // No acknowledgement comes of that.
    try listen(client!, EventMask.nonzeroExit.rawValue)
    try await until { await door.counters()?.isSubscribed == true }
    for _ in 0..<50 { _ = try ChildProcess(["/bin/true"]).wait() }
    let failing = try ChildProcess(["/bin/sh", "-c", "exit 3"])
    _ = try failing.wait()
    while true {
      guard let heard = try next(client!), case .message(.event(let event)) = heard else {
        Issue.record("the failure was not heard of")
        return
      }
      guard case .exit(let exit) = event.payload else {
        Issue.record("\(event)")
        return
      }
      #expect(exit.status != .exited(code: 0))
      if exit.task.process == ProcessID(failing.id) { break }
    }
    client = nil
    try await until { await door.counters()?.isSubscribed == false }
  }

  @Test(
    "An ordinary user hears of his processes alone, and of all that they do",
    .enabled(if: Host.isRoot, "root"))
  func ordinary() async throws {
    let door = try ConnectorDoor(path)
    let root = try TestClient(path)
    try listen(root)
    for _ in 0..<3 {
      let check = try run(["check", path, "65534"])
      #expect(check.status == 0, "\(check.output)")
    }
    let counters = try #require(await door.counters())
    #expect(counters.server.accepted == 4)
    // Whose events an ordinary user gets is known by the other one, who hears all of it.
    var users: [Int32: UInt32] = [:]
    while let datagram = try root.next() {
      guard case .message(.event(let event)) = Heard(datagram) else { continue }
      if case .uid(let change) = event.payload {
        users[change.task.process.rawValue] = change.effective
      }
    }
    #expect(users.values.contains(65_534))
  }

  @Test("An ordinary user hears nothing of root's processes", .enabled(if: Host.isRoot, "root"))
  func others() throws {
    let door = try ConnectorDoor(path)
    let input = Foundation.Pipe()
    let output = Foundation.Pipe()
    let process = Foundation.Process()
    process.executableURL = URL(filePath: Self.probe)
    process.arguments = ["hear", path, "0", "61234"]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    var text = ""
    // It is acknowledged, so it listens from here on.
    while !text.contains("token: 2") {
      text += String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    }
    let own = try ChildProcess([Self.probe, "check", path, "61234"], quiet: true)
    _ = try own.wait()
    for _ in 0..<20 { _ = try ChildProcess(["/bin/true"]).wait() }
    while !text.contains("thread: \(own.id)") || !text.contains("exitSignal: 17") {
      text += String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    }
    try input.fileHandleForWriting.close()
    text += String(
      decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("event") }
    #expect(lines.count > 15, "five children, each with its fork, exec and exit")
    // The first that he hears of a process that becomes his is just that; of its children, their forks.
    var known: Set<Substring> = []
    for line in lines {
      let ids = line.matches(of: /process: ([0-9]+)/).map { $0.1 }
      if line.contains("Payload.fork") {
        #expect(known.contains(ids[0]))
        known.insert(ids[1])
      } else if line.contains("Payload.uid") {
        #expect(line.contains("effective: 61234"))
        known.insert(ids[0])
      } else {
        #expect(known.contains(ids[0]), "\(line)")
      }
    }
    door.close()
  }

  @Test(
    "In a child PID namespace processes are heard of by its numbers, by its owner and by others",
    .enabled(if: Host.isRoot, "root"),
    arguments: [[], ["65534"]])
  func childNamespace(user: [String]) throws {
    let door = try ConnectorDoor(path)
    // The ids that its children have there are what it waits for.
    let check = try run(
      ["--pid", "--fork", Self.probe, "check", path] + user, by: "/usr/bin/unshare")
    #expect(check.status == 0, "\(check.output)")
    #expect(check.output.contains("; 0 events of others"))
    door.close()
  }

  private func run(
    _ words: [String], by program: String = Self.probe
  ) throws -> (status: Int32, output: String) {
    let process = Foundation.Process()
    process.executableURL = URL(filePath: program)
    process.arguments = words
    let output = Foundation.Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  private func until(_ condition: () async -> Bool) async throws {
    let deadline = Clocks.monotonic + 60_000_000_000
    while await !condition() {
      try #require(Clocks.monotonic < deadline)
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
