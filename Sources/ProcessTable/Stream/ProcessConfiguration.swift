public import ProcessConnector
package import ProcessEvents

/// What to listen to, and what to find out about the processes.
public struct ProcessConfiguration: Hashable, Sendable {
  /// What to listen to; its filter may ask for everything that the language has.
  public var connector: ConnectorConfiguration
  /// Facts to keep beside the names; those that the filter asks for are kept anyway.
  public var details: ProcessDetails
  /// Which arguments are kept as `[redacted]`.
  public var redaction = ArgumentRedaction()
  /// Whether elements come with descriptions of their processes. Without, events cost less.
  public var describesProcesses = true
  /// Whether events are read at once where facts are looked up in `/proc`, whatever the connector's delivery
  /// says: most processes that live for a millisecond are still there then.
  public var hurriesForNames = false
  /// Whether perf's side band is used where this process may.
  public var allowsSideBand: Bool
  /// The most processes that are kept in memory.
  public var capacity: Int

  /// Whether all processes are followed, whatever is asked for, also where the connector alone tells of them.
  package var followsProcesses = false

  /// Whether the reader keeps what it goes by, for one who records it.
  package var keepsRounds = false

  /// Makes a configuration: by default of what the connector tells by default, and of names and families.
  public init(
    _ connector: ConnectorConfiguration = ConnectorConfiguration(), details: ProcessDetails = [],
    allowsSideBand: Bool = true, capacity: Int = 200_000
  ) {
    self.connector = connector
    self.details = details
    self.allowsSideBand = allowsSideBand
    self.capacity = capacity
  }
}

extension ProcessConfiguration {
  /// All facts to keep.
  package var wantedDetails: ProcessDetails {
    details.union(ProcessDetails(for: connector.filter.lookups))
  }

  /// Whether the filter asks for more than the events tell.
  var needsTableForFilter: Bool { !connector.wholeFilter.lookups.isEmpty }

  /// Whether processes have to be known at all.
  var needsTable: Bool { describesProcesses || followsProcesses || needsTableForFilter }

  /// Where names come from.
  ///
  /// - Parameter hasSideBand: it is open.
  func nameSource(hasSideBand: Bool) -> NameSource {
    if hasSideBand { return .sideBand }
    return kindsForTable(hasSideBand: false).isEmpty ? .procFileSystem : .events
  }

  /// The kinds of events to take in for the sake of names, whether they are told or not.
  ///
  /// - Parameter hasSideBand: it tells of names and families, and the connector need not.
  func kindsForTable(hasSideBand: Bool) -> EventMask {
    let details = wantedDetails
    let user: EventMask = details.contains(.user) ? .uid : []
    if hasSideBand {
      // What it does not tell has to be looked up when a program or a process begins.
      var begins: EventMask = details.contains(.arguments) ? .exec : []
      if details.contains(.controlGroup) { begins.formUnion([.fork, .exec]) }
      return user.union(begins)
    }
    // Who asks for few events does not pay for many in order to see names.
    let paysAnyway =
      connector.filter == .all && !connector.events.isDisjoint(with: [.fork, .exec, .exit])
    guard needsTableForFilter || followsProcesses || paysAnyway else { return [] }
    return [.fork, .exec, .exit, .comm, user]
  }

  /// The filter that the connector goes by: the configuration's, and what else the table needs.
  package func askedFilter(hasSideBand: Bool) -> Filter {
    split(hasSideBand: hasSideBand).connector.wholeFilter
  }

  /// What the connector is to be asked for, and what of it is to be told; `all` where that is everything.
  func split(hasSideBand: Bool) -> (connector: ConnectorConfiguration, filter: Filter) {
    let kinds = kindsForTable(hasSideBand: hasSideBand)
    var configuration = connector
    let looksInProc =
      !hasSideBand || !wantedDetails.isDisjoint(with: [.arguments, .controlGroup])
    if hurriesForNames, needsTable, looksInProc { configuration.delivery = .immediate }
    guard needsTableForFilter || !configuration.events.isSuperset(of: kinds) else {
      return (configuration, .all)
    }
    let wanted = connector.wholeFilter
    if connector.filter == .all {
      configuration.events.formUnion(kinds)
    } else {
      let additional = Filter.Event.allCases.filter { kinds.contains($0.mask) }
      configuration.events = .all
      configuration.filter = .or([wanted] + additional.map { .event($0) })
    }
    configuration.deliversUndecided = true
    return (configuration, wanted)
  }
}
