/// Where events that nobody asked for are held back.
@nonexhaustive
public enum FilterStage: Hashable, Sendable {
  /// By the connector's own event mask. Kernel: Linux 6.6.
  case connector
  /// By a socket filter of ours that the kernel runs: on older kernels.
  case socketFilter
  /// By a hub, and a socket filter of ours that the kernel runs on what the hub sends.
  case hub
}

extension FilterStage: CustomStringConvertible {
  public var description: String {
    switch self {
    case .connector: "filtered by the kernel's connector"
    case .hub: "filtered by the hub"
    case .socketFilter: "filtered by a socket filter, since this kernel's connector has none"
    }
  }
}
