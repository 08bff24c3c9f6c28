internal import KernelInterface
internal import ProcessMonitor

extension ServiceSettings {
  /// - Parameter path: where it was read; nil where it was not.
  /// - Throws: where it names a group that is not there.
  init(_ configuration: MonitorConfiguration, path: String?) throws(DaemonFailure) {
    var group: UInt32?
    if let name = configuration.access.group {
      group = GroupAccount.id(named: name)
      if group == nil {
        throw DaemonFailure(
          "There is no group \(name), which \"access\" names: make it with groupadd --system \(name).",
          status: 2)
      }
    }
    self.init(
      limits: configuration.limits, privilegedGroup: group, ownUser: HostFacts.effectiveUser,
      configurationPath: path, loadTime: Clocks.realtime)
  }
}
