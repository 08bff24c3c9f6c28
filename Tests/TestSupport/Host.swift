internal import KernelInterface
internal import ProcessConnector

/// What kernel and privilege let the tests expect. Nothing is tried: where a test should run, it runs.
package enum Host {
  package static let isRoot = HostFacts.effectiveUser == 0

  /// Linux 6.6 and later serve every user and filter by themselves.
  package static let connectorFilters: Bool = {
    let numbers = HostFacts.kernelRelease.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 && (numbers[0], numbers[1]) >= (6, 6)
  }()

  /// Whether this machine's kernel has to serve this process.
  package static let isServed: Bool = {
    let environment = HostEnvironment.current()
    return environment.isInitialPIDNamespace == true && environment.isInitialUserNamespace == true
      && environment.hasProcessEvents == true && (isRoot || connectorFilters)
  }()
}
