package import KernelInterface
package import ProcessEvents

/// What the kernel is to hold back, on a kernel whose connector filters and on one whose does not.
package struct KernelFilter: Hashable, Sendable {
  /// What the connector is asked for where it filters.
  package var mask: EventMask
  /// What a hub is asked for. Its answer comes late, so that at any moment more may come than that; what it sends
  /// goes through ``programAlone`` as well.
  package private(set) var maskOfHub: EventMask
  /// The socket filter on top of the mask; nil is none.
  package var programWithMask: [FilterInstruction]?
  /// The socket filter where the connector sends everything; nil is none.
  package var programAlone: [FilterInstruction]?

  /// Holds back all kinds but some.
  package init(_ mask: EventMask) {
    self.mask = EventMask.valid(mask.rawValue)
    maskOfHub = self.mask
    programAlone = SocketFilterProgram.admitting(self.mask)
  }

  package init(withMask: FilterPlan, alone: FilterPlan) {
    mask = withMask.mask
    maskOfHub = alone.kinds
    programWithMask = withMask.program
    programAlone = alone.program
  }

  package func program(at stage: FilterStage) -> [FilterInstruction]? {
    switch stage {
    case .connector: programWithMask
    case .socketFilter, .hub: programAlone
    }
  }

  package func mask(at stage: FilterStage) -> EventMask { stage == .hub ? maskOfHub : mask }

  /// Whether every event passes, so that gaps in their numbering are losses.
  package func isOpen(at stage: FilterStage) -> Bool {
    program(at: stage) == nil && (stage == .socketFilter || mask(at: stage) == .all)
  }
}
