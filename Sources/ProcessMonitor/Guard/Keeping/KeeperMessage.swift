/// What a daemon and the keeper of its descriptors say to each other, a datagram each.
enum KeeperMessage: Hashable, Sendable {
  /// To the keeper: keep the descriptor that comes along. To the daemon: this was kept.
  case keep(String)
  /// To the keeper: close it.
  case drop(String)
  /// To the keeper: the daemon's start has succeeded.
  case ready
  /// To the daemon: that was all.
  case end

  init?(_ text: String) {
    switch text.first {
    case "K": self = .keep(String(text.dropFirst()))
    case "D": self = .drop(String(text.dropFirst()))
    case "R": self = .ready
    case "E": self = .end
    default: return nil
    }
  }

  var text: String {
    switch self {
    case .keep(let name): "K\(name)"
    case .drop(let name): "D\(name)"
    case .ready: "R"
    case .end: "E"
    }
  }
}
