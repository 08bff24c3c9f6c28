internal import ProcessConnector

/// How long a listener lets events gather, by itself and not for want of time.
enum RowDelay: Hashable {
  case none
  /// Milliseconds, at most.
  case gathering(Int64)

  var text: String {
    switch self {
    case .none: "at once"
    case .gathering(let time): "within \(time) ms"
    }
  }

  /// Nil where it is not known.
  init?(_ way: BenchRow.Way) {
    switch way {
    case .connector(let configuration):
      switch configuration.delivery {
      case .immediate: self = .none
      case .coalesced(let time): self = .gathering(Int64(time / .milliseconds(1)))
      }
    case .reference(let name): self = name == "batch" ? .gathering(10) : .none
    case .pidDescriptors: self = .none
    case .scan, .tool: return nil
    }
  }
}
