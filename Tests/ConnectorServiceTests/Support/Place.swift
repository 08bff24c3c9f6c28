import TestSupport
import Testing

/// Where a client of the connector's socket may live.
enum Place: String, CaseIterable, CustomTestStringConvertible {
  case root = "root"
  case ordinary = "an ordinary user"
  case network = "a network namespace"
  case container = "a PID namespace"
  case nested = "a PID namespace in another one"
  case rootless = "an ordinary user's own namespaces"

  var testDescription: String { rawValue }

  /// What runs a command there.
  var prefix: [String] {
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    let inside = ["unshare", "-pf", "--mount-proc"]
    return switch self {
    case .root: []
    case .ordinary: nobody
    case .network: ["unshare", "-n"]
    case .container: inside
    case .nested: inside + inside
    case .rootless: nobody + ["unshare", "-Urnpf", "--mount-proc"]
    }
  }

  /// Whether root's processes on this machine are to be heard of there.
  var hearsAll: Bool { self == .root || self == .network }
}
