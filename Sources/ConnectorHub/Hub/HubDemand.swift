public import ProcessEvents

/// What the listeners of a hub want together: what has to be published, and to be known of processes.
public struct HubDemand: Hashable, Sendable {
  /// The kinds of events.
  public var events: EventMask = []
  /// Whether somebody may only hear of the processes of some users.
  public var asksForUsers = false
  /// Whether somebody may only hear of the processes of some groups of users.
  public var asksForGroups = false
  /// The PID namespaces of which somebody may hear, or by whose numbers he does.
  public var namespaces: Set<PIDNamespace> = []

  /// Wants nothing.
  public init() {}

  /// Adds what somebody with a policy makes necessary, apart from kinds of events.
  public mutating func add(_ policy: Policy) {
    switch policy.scope {
    case .user: asksForUsers = true
    case .group: asksForGroups = true
    case .namespace(let namespace): namespaces.insert(namespace)
    case .everything, .controlGroup: break
    }
    if let namespace = policy.numbers { namespaces.insert(namespace) }
  }
}

extension ConnectorHub {
  /// What the listeners want together; it looks at every group. What their filters ask about processes is not in it.
  public var demand: HubDemand {
    var demand = HubDemand()
    for group in groups where group.population > 0 {
      demand.events.formUnion(group.interest.mask)
      demand.add(group.interest.policy)
    }
    return demand
  }
}
