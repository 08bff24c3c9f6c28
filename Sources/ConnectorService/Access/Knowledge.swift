package import ConnectorHub

/// What is known of processes, as far as policies ask.
package struct Knowledge: Hashable, Sendable {
  /// Whose they are.
  package var hasUsers = false
  /// Whose tasks' numbers are known.
  package var namespaces: Set<PIDNamespace> = []

  package init() {}

  /// Whether it is enough to go by a policy.
  func suffices(for policy: Policy) -> Bool {
    if case .user = policy.scope, !hasUsers { return false }
    if case .namespace(let namespace) = policy.scope, !namespaces.contains(namespace) {
      return false
    }
    return policy.numbers.map { namespaces.contains($0) } ?? true
  }
}
