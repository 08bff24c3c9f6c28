package import ConnectorHub
package import ProcessEvents

/// Where the numbers of tasks come from: the effects that ``TaskNumbers`` does not perform itself.
package protocol TaskNumberSource {
  /// The time on the events' clock.
  var now: KernelInstant { get }

  /// Begins to record the forks that a namespace sees, if it can.
  ///
  /// - Returns: the slot of the namespace in the records.
  mutating func follow(_ namespace: PIDNamespace) -> Int?

  mutating func unfollow(_ namespace: PIDNamespace)

  /// What was recorded of the fork that the connector told with this time; nil where it is not there, or not yet.
  mutating func record(of child: TaskID, at time: KernelInstant, cpu: UInt32) -> ForkRecord?

  /// Looks a living task up; nil where it is gone.
  mutating func chain(of task: TaskID) -> NumberChain?

  /// The namespaces that see the children that a living task would make, from the outermost inwards; nil where it is
  /// gone or cannot tell.
  mutating func namespacesForChildren(of task: TaskID) -> [PIDNamespace]?

  /// Looks all living tasks up that are in child namespaces.
  mutating func scan(_ body: (TaskID, NumberChain) -> Void)
}
