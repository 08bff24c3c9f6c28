import Foundation
import KernelInterface
import Testing

@testable import ProcessMonitor

@Suite("What systemd is told")
struct ServiceManagerTests {
  /// A notification socket, and the manager that knows of it.
  private struct Listener: ~Copyable {
    let descriptor: OwnedDescriptor
    let path = "@pmon-test-\(UUID())"

    init() throws { descriptor = try DescriptorPassing.boundDatagramSocket(path) }

    func manager(_ others: [String: String] = [:], process: Int32 = 7) -> ServiceManager {
      let variables = others.merging(["NOTIFY_SOCKET": path]) { $1 }
      return ServiceManager(environment: { variables[$0] }, process: process)
    }

    /// What has come, one message after the other.
    func messages() -> [String] {
      var messages: [String] = []
      while let message = try? DescriptorPassing.receive(from: descriptor.rawValue, waits: false) {
        messages.append(message.text)
      }
      return messages
    }
  }

  @Test("Each notice has the words of sd_notify(3), and several go together")
  func words() throws {
    let listener = try Listener()
    let manager = listener.manager()
    #expect(manager.isPresent)
    #expect(manager.tell(.ready, .status("watches 3 guards")))
    #expect(manager.tell(.alive))
    #expect(manager.tell(.extendTimeout(30_000_000_000)))
    #expect(manager.tell(.stopping))
    #expect(!manager.tell())
    #expect(
      listener.messages() == [
        "READY=1\nSTATUS=watches 3 guards", "WATCHDOG=1", "EXTEND_TIMEOUT_USEC=30000000",
        "STOPPING=1",
      ])
  }

  @Test("A reload is told with the time at which it begins")
  func reloading() throws {
    let listener = try Listener()
    let before = Clocks.monotonic / 1000
    #expect(listener.manager().tell(.reloading))
    let after = Clocks.monotonic / 1000
    let lines = try #require(listener.messages().first).split(separator: "\n")
    #expect(lines.first == "RELOADING=1")
    let time = try #require(lines.last.flatMap { UInt64($0.dropFirst("MONOTONIC_USEC=".count)) })
    #expect((before...after).contains(time))
  }

  @Test("A status cannot say anything else")
  func injection() throws {
    let listener = try Listener()
    listener.manager().tell(.status("a\nMAINPID=1\u{0}b"))
    let message = try #require(listener.messages().first)
    #expect(message.split(separator: "\n").count == 1)
    #expect(message.hasPrefix("STATUS=a"))
  }

  @Test("The watchdog is meant for one process, and told twice in its time")
  func watchdog() throws {
    let listener = try Listener()
    func interval(_ variables: [String: String]) -> UInt64? {
      listener.manager(variables).watchdogInterval
    }
    #expect(interval([:]) == nil)
    #expect(interval(["WATCHDOG_USEC": "30000000"]) == 15_000_000_000)
    #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"]) == 15_000_000_000)
    #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "8"]) == nil)
    #expect(interval(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"]) == nil)
    for text in ["0", "-1", "", "x", "18446744073709551615"] {
      #expect(interval(["WATCHDOG_USEC": text]) == nil, "\(text)")
    }
  }

  @Test("Without systemd nothing is told and nothing fails", arguments: [nil, "", "relative"])
  func absent(path: String?) {
    let variables = ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"]
    let manager = ServiceManager(environment: { variables[$0] ?? nil }, process: 7)
    #expect(!manager.isPresent)
    #expect(manager.watchdogInterval == nil)
    #expect(!manager.tell(.ready))
  }

  @Test("Nobody at the other end is no failure of the daemon's")
  func gone() {
    let variables = ["NOTIFY_SOCKET": "@pmon-test-\(UUID())"]
    let manager = ServiceManager(environment: { variables[$0] }, process: 7)
    #expect(manager.isPresent)
    #expect(!manager.tell(.ready))
  }
}
