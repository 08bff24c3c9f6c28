public import ProcessEvents

/// One thing in the stream, in its order.
@nonexhaustive
public enum ConnectorElement: Hashable, Sendable {
  /// Something happened to a task.
  case event(ProcessEvent)
  /// A process ended; takes the place of its threads' exits unless threads are asked for.
  case death(ProcessDeath)
  /// Events were lost here.
  case lost(Loss)
}

extension ConnectorElement {
  /// When it happened; of a loss, its end.
  public var time: KernelInstant {
    switch self {
    case .event(let event): event.time
    case .death(let death): death.time
    case .lost(let loss): loss.until
    }
  }
}
