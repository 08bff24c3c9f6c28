internal import ProcessConnector
internal import ProcessEvents
internal import ProcessTable

/// What all readers want together: what the kernel is asked for, and what is looked up.
enum FeedDemand {
  /// Always kept: who they are cannot be found out afterwards for those who join.
  private static let standing: ProcessDetails = [.executable, .user, .outOfMemory]

  static func configuration(
    for requests: some Collection<FeedRequest>, _ limits: FeedLimits
  ) -> ProcessConfiguration {
    let conditions = Set(requests.map(\.condition))
    var connector = union(of: requests, conditions, limits)
    connector.deliversUndecided = true
    var details = standing
    for request in requests {
      details.formUnion(request.details)
      details.formUnion(ProcessDetails(for: request.filter.lookups))
    }
    var configuration = ProcessConfiguration(
      connector, details: details, capacity: limits.processes)
    configuration.hurriesForNames = true
    return configuration
  }

  private static func union(
    of requests: some Collection<FeedRequest>, _ conditions: Set<Filter>, _ limits: FeedLimits
  ) -> ConnectorConfiguration {
    if requests.allSatisfy({ $0.filter == .all && $0.viewer == .everything }) {
      return ConnectorConfiguration(events: requests.reduce(into: []) { $0.formUnion($1.events) })
    }
    var length = 0
    for condition in conditions { length += condition.description.utf8.count }
    if length <= limits.pushedFilters {
      // In an order that does not change from one time to the next.
      let sorted = conditions.sorted { $0.description < $1.description }
      return ConnectorConfiguration(events: .all, filter: .or(sorted))
    }
    var kinds: EventMask = []
    for condition in conditions { kinds.formUnion(condition.kinds) }
    // What a table needs to answer their questions.
    return ConnectorConfiguration(events: kinds.union([.fork, .exec, .exit, .comm, .uid]))
  }
}
