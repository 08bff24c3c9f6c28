internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// What can still be found out about a process that died while nobody watched.
enum LateDeath {
  /// The longest row of ancestors that is looked at.
  private static let deepest = 64

  /// What the zombie tells, and its ancestors; nil where it has been reaped, or its id is another's by now.
  ///
  /// A zombie has its name, its users and its control group, but neither a program nor arguments.
  static func table(
    about death: ProcessDeath, details: ProcessDetails, userNames: [UInt32: String]
  ) -> ProcessTable? {
    guard let zombie = ProcessFacts.read(process: death.process, details: details),
      zombie.wasDead(by: death)
    else { return nil }
    var row = [zombie]
    while let last = row.last, last.parent.rawValue != 0, row.count < deepest,
      let parent = ProcessFacts.read(process: last.parent, details: []),
      parent.start <= last.start
    {
      row.append(parent)
    }
    return table(of: row, at: death.time, userNames: userNames)
  }

  /// - Parameter row: the dead process, its parent, the parent of that and so on.
  static func table(
    of row: [ProcessFacts], at instant: KernelInstant, userNames: [UInt32: String]
  ) -> ProcessTable {
    var table = ProcessTable(capacity: row.count)
    table.userNames = userNames
    for facts in row.reversed() { table.observe(facts, at: instant, isConfirmed: true) }
    return table
  }
}

extension ProcessFacts {
  /// Whether they are of the process whose death it was, and not of one that got its id after it.
  func wasDead(by death: ProcessDeath) -> Bool {
    isZombie
      && !ClockTicks(rawValue: Moment.now.tick(of: start)).isLater(than: death.time.nanoseconds)
  }
}
