package import ProcessConnector
package import ProcessEvents

/// All that came in at one time: what a ``ProcessAssembler`` goes by, and nothing else.
package struct ProcessRound: Hashable, Sendable {
  /// The names of all users, where they have become known or changed; otherwise empty.
  package var userNames: [UInt32: String] = [:]
  /// What a scan of `/proc` found.
  package var scanned: [ProcessFacts] = []
  /// When the scan began that has been completed with ``scanned``; nil where none has.
  package var completedScan: KernelInstant?
  /// What came from the connector, in its order.
  package var elements: [ConnectorElement] = []
  /// What was looked up for some of the elements, in their order.
  package var lookups: [ProcessLookup] = []
  /// What came from the side band, by its time; some of it may be later than what the elements tell.
  package var sideBand: [SideBandRecord] = []
  /// All that happened before has come.
  package var horizon: KernelInstant

  package init(horizon: KernelInstant) { self.horizon = horizon }
}
