extension ConnectorConfiguration {
  /// What the kernel does of the filter on this machine and what is left to this process, in lines for people.
  ///
  /// They say what the connector is asked for, list the socket filter's instructions, and name the cost. What a
  /// filter asks about processes can be answered by no event: a `ProcessReader` does that, and a ``ConnectorReader``
  /// delivers nothing of which it cannot be known.
  ///
  /// - Parameter stage: where the kernel filters, as ``ConnectorReader/filterStage`` has it.
  public func explanation(at stage: FilterStage) -> [String] {
    plan(at: stage).explanation(
      names: "nobody does here, and what depends on it is left out")
  }
}
