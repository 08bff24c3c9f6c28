internal import ProcessConnector
package import ProcessEvents
package import ProcessTable

/// What one reader wants to be told.
package struct FeedRequest: Hashable, Sendable {
  /// The reader's own filter.
  package var filter: Filter
  /// The kinds of events; beside a filter, both have to hold.
  package var events: EventMask
  /// Facts to tell of the processes, beside their names and those that the filter asks about. Arguments are told only
  /// where they are asked for here.
  package var details: ProcessDetails
  package var viewer: Viewer

  /// - Parameters:
  ///   - filter: nil is none.
  ///   - events: nil is those that the filter is about, and without a filter what `pmon watch` tells.
  package init(
    filter: Filter? = nil, events: EventMask? = nil, details: ProcessDetails = [],
    viewer: Viewer
  ) {
    self.filter = filter ?? .all
    self.events = events ?? (self.filter == .all ? ConnectorConfiguration().events : .all)
    self.details = details
    self.viewer = viewer
  }
}

extension FeedRequest {
  /// True for what is told: filter, kinds, and what the viewer may see.
  var condition: Filter {
    let wanted = ConnectorConfiguration(events: events, filter: filter).wholeFilter
    return switch viewer {
    case .everything: wanted
    case .user(let id): .and([wanted, .number(.uid, .equal(id))])
    }
  }

  /// The facts that lines hold.
  var shownDetails: ProcessDetails {
    ProcessDetails(for: filter.lookups).subtracting(.arguments).union(details).union(.outOfMemory)
  }
}
