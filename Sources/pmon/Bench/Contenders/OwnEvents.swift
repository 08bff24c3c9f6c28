internal import ProcessConnector
internal import ProcessEvents

/// Tells a load's events from those of all others.
struct OwnEvents {
  private let load: ProcessID
  /// A bit for each id: whether it is a child of the load that was seen to begin. An exec does not tell its parent.
  private var children: [UInt64]

  /// C: `PID_MAX_LIMIT`
  private static let highestProcess = 1 << 22

  init(of load: ProcessID) {
    self.load = load
    children = [UInt64](repeating: 0, count: Self.highestProcess / 64)
  }

  enum Origin {
    case load
    case others
    /// The kernel does not say whose child has ended: one that its parent has reaped before the message was made.
    case unknown(ProcessID)
  }

  mutating func origin(of element: ConnectorElement) -> Origin {
    switch element {
    case .death(let death): originOfEnd(of: death.process, parent: death.parent)
    case .event(let event): origin(of: event)
    default: .others
    }
  }

  private mutating func origin(of event: ProcessEvent) -> Origin {
    switch event.payload {
    case .fork(let fork):
      guard fork.parent.process == load, fork.isProcess else { return .others }
      children[place(fork.child.process)] |= bit(fork.child.process)
      return .load
    case .exit(let exit):
      return originOfEnd(of: exit.task.process, parent: exit.parent.process)
    case .exec(let task):
      return children[place(task.process)] & bit(task.process) != 0 ? .load : .others
    default: return .others
    }
  }

  private mutating func originOfEnd(of process: ProcessID, parent: ProcessID) -> Origin {
    let isKnown = children[place(process)] & bit(process) != 0
    if isKnown { children[place(process)] &= ~bit(process) }
    if isKnown || parent == load { return .load }
    return parent.rawValue == 0 ? .unknown(process) : .others
  }

  private func place(_ process: ProcessID) -> Int {
    Int(UInt32(bitPattern: process.rawValue) % UInt32(Self.highestProcess)) / 64
  }

  private func bit(_ process: ProcessID) -> UInt64 {
    1 << UInt64(UInt32(bitPattern: process.rawValue) % 64)
  }
}
