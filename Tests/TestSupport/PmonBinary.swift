internal import FoundationEssentials
internal import KernelInterface

/// The binary under test.
package enum PmonBinary {
  /// `PMON_BINARY`, or the debug build beside the tests.
  package static let path: String =
    HostFacts.environment("PMON_BINARY")
    ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: ".build/debug/pmon").path()
}
