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

  mutating func contains(_ element: ConnectorElement) -> Bool {
    switch element {
    case .death(let death): death.parent == load
    case .event(let event): contains(event)
    default: false
    }
  }

  private mutating func contains(_ event: ProcessEvent) -> Bool {
    switch event.payload {
    case .fork(let fork):
      guard fork.parent.process == load, fork.isProcess else { return false }
      children[place(fork.child.process)] |= bit(fork.child.process)
      return true
    case .exit(let exit):
      children[place(exit.task.process)] &= ~bit(exit.task.process)
      return exit.parent.process == load
    case .exec(let task):
      return children[place(task.process)] & bit(task.process) != 0
    default: return false
    }
  }

  private func place(_ process: ProcessID) -> Int {
    Int(UInt32(bitPattern: process.rawValue) % UInt32(Self.highestProcess)) / 64
  }

  private func bit(_ process: ProcessID) -> UInt64 {
    1 << UInt64(UInt32(bitPattern: process.rawValue) % 64)
  }
}
