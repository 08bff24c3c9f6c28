package import ConnectorHub
package import ProcessEvents

/// What is known of a task in one PID namespace.
package enum Sight: Hashable, Sendable {
  /// It is not visible there.
  case outside
  /// It is, with these numbers.
  case inside(TaskID)
  /// It may be there; its numbers could not be had.
  case unknown
}

/// A task's numbers in all the PID namespaces that see it below this process's own.
package struct NumberChain: Hashable, Sendable {
  package struct Link: Hashable, Sendable {
    package var namespace: PIDNamespace
    package var task: TaskID

    package init(_ namespace: PIDNamespace, _ task: TaskID) {
      (self.namespace, self.task) = (namespace, task)
    }
  }

  /// From the outermost inwards; empty where it is in no child namespace.
  package var links: [Link]

  package init(_ links: [Link] = []) { self.links = links }

  package func sight(in namespace: PIDNamespace) -> Sight {
    for link in links where link.namespace == namespace { return .inside(link.task) }
    return .outside
  }
}
