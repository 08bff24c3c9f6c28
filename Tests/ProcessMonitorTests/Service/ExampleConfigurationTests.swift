import Foundation
import Testing

@testable import ProcessMonitor

@Suite("The example of a configuration")
struct ExampleConfigurationTests {
  private let text: String

  init() throws { text = try ServiceFiles.text("packaging/pmond.yaml") }

  @Test("As it is, it does nothing")
  func harmless() throws {
    #expect(try MonitorConfiguration(parsing: text) == MonitorConfiguration())
  }

  @Test("Without its comment signs it is right, and its limits and paths are the defaults")
  func uncommented() throws {
    // What stands above the list explains the file.
    let below = try #require(text.split(separator: "\nguards: []\n").last)
    let configured = below.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("#") ? $0.dropFirst() : $0 }
    let configuration = try MonitorConfiguration(parsing: configured.joined(separator: "\n"))
    #expect(configuration.guards.map(\.name) == ["postgres", "workers", "gateway", "own"])
    #expect(configuration.access.group == "pmon")
    #expect(configuration.limits == MonitorLimits())
    #expect(configuration.paths == MonitorPaths())
    // A user has a group of the same name.
    let users = try ServiceFiles.text("packaging/sysusers.d/pmon.conf").split(separator: "\n")
    #expect(users.contains { $0.hasPrefix("u pmon - ") })
  }
}
