package import ConnectorHub
package import KernelInterface
package import ProcessEvents

/// The kernel as a source of tasks' numbers: by records of forks where it lets this process have them, and by `/proc`.
package struct KernelTaskNumbers: TaskNumberSource {
  private var rings = ForkRings()
  private var files = ProcNumbers()
  private var followed: [PIDNamespace: (hold: HeldNamespace, slot: Int?)] = [:]
  private var offered: HeldNamespace?
  private let usesRecords: Bool

  /// - Parameter usesRecords: false leaves the records of forks out, as where they are not permitted.
  package init(usesRecords: Bool = true) { self.usesRecords = usesRecords }

  package var now: KernelInstant { KernelInstant(nanoseconds: Clocks.monotonic) }

  /// Whether the forks that a followed namespace sees are recorded, so that none is missed.
  package func recordsForks(of namespace: PIDNamespace) -> Bool {
    followed[namespace]?.slot != nil
  }

  /// Why the forks of a namespace were not recorded, if any were not.
  package var refusal: SystemCallError? { rings.refusal }

  package mutating func follow(_ namespace: PIDNamespace) -> Int? {
    guard let hold = offered, hold.namespace == namespace else { return nil }
    offered = nil
    files.remember(hold)
    let slot = usesRecords ? rings.follow(hold) : nil
    followed[namespace] = (hold, slot)
    return slot
  }

  package mutating func unfollow(_ namespace: PIDNamespace) {
    if let slot = followed.removeValue(forKey: namespace)?.slot { rings.unfollow(slot: slot) }
    if followed.isEmpty { files.forgetNamespaces() }
  }

  package mutating func record(
    of child: TaskID, at time: KernelInstant, cpu: UInt32
  ) -> ForkRecord? {
    rings.take(child, at: time, cpu: cpu)
  }

  package mutating func chain(of task: TaskID) -> NumberChain? { files.chain(of: task) }

  package mutating func namespacesForChildren(of task: TaskID) -> [PIDNamespace]? {
    files.namespacesForChildren(of: task.process.rawValue)
  }

  package mutating func scan(_ body: (TaskID, NumberChain) -> Void) { files.scan(body) }

  mutating func offer(_ hold: HeldNamespace) { offered = hold }
}

extension TaskNumbers<KernelTaskNumbers> {
  /// Begins to know the tasks of a namespace; see ``follow(_:)``.
  package mutating func follow(_ hold: HeldNamespace) {
    source.offer(hold)
    follow(hold.namespace)
  }
}
