internal import ProcessConnector
internal import ProcessEvents

/// Colors of a terminal, by what is told.
struct Palette {
  let isOn: Bool

  var reset: StaticString { isOn ? "\u{1B}[0m" : "" }

  func color(of element: ConnectorElement) -> StaticString {
    guard isOn else { return "" }
    switch element {
    case .lost: return Palette.yellow
    case .death(let death): return death.status.isAbnormal ? Palette.red : ""
    case .event(let event):
      switch event.payload {
      case .exit(let exit): return exit.status.isAbnormal ? Palette.red : ""
      case .coredump: return Palette.magenta
      case .fork: return Palette.dim
      default: return ""
      }
    }
  }

  /// - Parameter state: where a clean-up stands, in the daemon's words.
  func color(ofCleanup state: String?) -> StaticString {
    guard isOn else { return "" }
    return switch state {
    case "GAVE UP": Palette.red
    case "PARTIAL CLEANUP": Palette.yellow
    case "RESOURCES FREED": Palette.dim
    default: ""
    }
  }

  private static let red: StaticString = "\u{1B}[31m"
  private static let yellow: StaticString = "\u{1B}[1;33m"
  private static let magenta: StaticString = "\u{1B}[35m"
  private static let dim: StaticString = "\u{1B}[2m"
}
