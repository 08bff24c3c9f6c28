package import ProcessConnector

/// What a detector has done so far, and what it holds.
package struct DetectorCounters: Hashable, Sendable {
  package var guards: GuardCounters
  package var socket: ConnectorCounters
  /// Processes that are held by descriptor.
  package var heldProcesses: Int
}
