internal import ArgumentParser
internal import KernelInterface

/// When to color.
enum ColorMode: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether to color what goes to standard output.
  var isOn: Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Files.isTerminal(1) && HostFacts.environment("NO_COLOR") == nil
        && HostFacts.environment("TERM") != "dumb"
    }
  }
}
