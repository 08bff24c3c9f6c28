import FoundationEssentials
import KernelInterface
import ProcessConnector

/// What kernel and privilege let the tests expect. Nothing is tried: where a test should run, it runs.
enum Host {
  static let isRoot = HostFacts.effectiveUser == 0

  /// Linux 6.6 and later serve every user and filter by themselves.
  static let connectorFilters: Bool = {
    let numbers = HostFacts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 6)
  }()

  /// Whether this machine's kernel has to serve this process.
  static let isServed: Bool = {
    let environment = HostEnvironment.current()
    return environment.isInitialPIDNamespace == true && environment.isInitialUserNamespace == true
      && environment.hasProcessEvents == true && (isRoot || connectorFilters)
  }()
}

/// The binary under test.
enum PmonBinary {
  /// `PMON_BINARY`, or the debug build beside the tests.
  static let path: String =
    HostFacts.environment("PMON_BINARY")
    ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/debug/pmon").path()
}
