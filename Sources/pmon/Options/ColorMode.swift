internal import ArgumentParser
internal import KernelInterface

/// When to color.
enum ColorMode: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether to color what goes to standard output.
  var isOn: Bool { isOn(for: 1) }

  /// Whether to color what goes to a descriptor.
  func isOn(for descriptor: Int32) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Files.isTerminal(descriptor) && HostFacts.environment("NO_COLOR") == nil
        && HostFacts.environment("TERM") != "dumb"
    }
  }
}
