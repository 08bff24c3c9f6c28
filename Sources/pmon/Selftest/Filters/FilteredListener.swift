internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// A listener with a filter, which remembers all that it is told.
final class FilteredListener {
  let filter: Filter
  private var reader: ElementReader
  private(set) var told: [ConnectorElement] = []

  /// - Parameter stage: where the filter goes at most; a kernel may know one stage alone.
  init(
    _ filter: Filter, subject: ConnectorConfiguration.Subject, stage: FilterStage
  ) throws {
    let configuration = ConnectorConfiguration(
      events: .all, filter: filter, delivery: .immediate, subject: subject)
    let transport: any ConnectorTransport =
      stage == .connector ? try KernelTransport.open() : try MaskDeafTransport()
    let session = try ConnectorSession.open(
      transport, filter: configuration.kernelFilter, buffer: .default,
      token: .random(in: 1...UInt32.max), environment: HostEnvironment.current)
    reader = try ElementReader(session, configuration: configuration)
    self.filter = filter
  }

  var counters: ConnectorCounters { reader.counters() }

  /// Takes all that has come.
  func read() throws(ConnectorError) {
    while try reader.read({ elements in
      for index in elements.indices { told.append(elements[index]) }
    }) {}
  }

  func setFilter(_ filter: Filter) throws(ConnectorError) { try reader.setFilter(filter) }
}
