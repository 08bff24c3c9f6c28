/// Where the names of processes come from.
@nonexhaustive
public enum NameSource: Hashable, Sendable {
  /// From perf's side band, without a race. Kernel: Linux 5.3; root or CAP_PERFMON.
  case sideBand
  /// From exec and comm events and `/proc`: what is gone too quickly stays unknown, what a process inherits
  /// at its fork is stale.
  case events
  /// From `/proc` alone, of the few processes that events tell of: where only rare kinds of events are
  /// asked for, others are not taken in for the sake of names.
  case procFileSystem
}

extension NameSource: CustomStringConvertible {
  public var description: String {
    switch self {
    case .sideBand: "names from perf's side band"
    case .events: "names from events and /proc"
    case .procFileSystem: "names from /proc"
    }
  }
}
