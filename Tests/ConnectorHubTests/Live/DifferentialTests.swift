import ConnectorHub
import Foundation
import KernelInterface
import TestSupport
import Testing

/// The hub beside the kernel that the tests run on; `make test-kernels` does it on older ones.
///
/// `PMON_HUB_SCRIPTS` is the number of scripts. What differs prints a seed that repeats it:
/// `.build/debug/HubDifferential --count 1 --seed N`.
@Suite(
  "The hub beside the kernel", .serialized,
  .enabled(if: Host.isServed, "the kernel does not serve this process"))
struct DifferentialTests {
  private static let program = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: ".build/debug/HubDifferential")

  private static func run(_ words: [String]) throws -> (status: Int32, output: String) {
    let process = Foundation.Process()
    process.executableURL = program
    process.arguments = words
    let output = Foundation.Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  @Test("Random scripts give every socket the same from both")
  func scripts() throws {
    let count = HostFacts.environment("PMON_HUB_SCRIPTS") ?? "3000"
    let (status, output) = try DifferentialTests.run(["--count", count])
    #expect(status == 0, "\(output)")
    #expect(output.contains("\(count) scripts"))
    print(output)
  }

  @Test(
    "A hub without one of the kernel's traps is found to differ",
    .enabled(if: Host.connectorFilters, "older kernels have other traps"),
    arguments: [
      .acknowledgesToAll, .masksAcknowledgements, .storesRefusedOperations, .hearsBeforeListening,
      .unknownBitsAskForAll,
    ] as [KernelQuirks])
  func quirks(quirk: KernelQuirks) throws {
    let (status, output) = try DifferentialTests.run(
      ["--count", "2000", "--without", "\(quirk.rawValue)"])
    #expect(status == 1, "\(output)")
    #expect(output.contains("differs"))
  }
}
