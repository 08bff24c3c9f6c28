internal import KernelInterface
package import ProcessConnector

// For one who serves several readers, each with a filter of its own. Processes have to be described.
extension ProcessReader {
  /// Reads as ``read(_:)``, and shows every element that the connector lets through, beside the table of its moment.
  package mutating func read(visit: ElementVisit) throws(ConnectorError) -> Bool {
    precondition(nameSource != nil, "without a table there is nothing beside the elements")
    var batch = takeNext()
    let horizon = drain(into: &batch)
    try throwFailure(behind: batch)
    let round = makeRound(of: batch, until: horizon)
    assembler.take(round, visit: visit)
    spare = consume batch
    return !next.isEmpty || mayHaveMore
  }

  /// Goes by another filter, other kinds of events and other facts from now on.
  ///
  /// What both the old and the new demand want is delivered without a gap. Facts that were not wanted so far are known of
  /// processes that were there once all have been looked at anew: with the next read, or later where that was done
  /// often. Users, programs' paths and the kernel's log are followed if they were at the beginning, and delivery, buffer
  /// and capacity stay, too.
  package mutating func change(to demand: ProcessConfiguration) throws(ConnectorError) {
    let hasSideBand = sideBand != nil
    try connector.reader.select(demand.split(hasSideBand: hasSideBand).connector)
    let fixed: ProcessDetails = [.executable, .user, .outOfMemory]
    let former = plan.details
    let details = demand.wantedDetails.subtracting(fixed).union(former.intersection(fixed))
    let source = demand.nameSource(hasSideBand: hasSideBand)
    if !details.isSubset(of: former) || nameSource == .procFileSystem { rescan.isWanted = true }
    configuration = demand
    nameSource = source
    plan = LookupPlan(source: source, details: details)
    sources.change(details: details)
    assembler.change(source: source, details: details)
  }
}
