internal import ArgumentParser

/// A size in bytes on the command line, such as `8KiB`, `16M` or `212992`.
struct SizeArgument: ExpressibleByArgument, Hashable {
  var bytes: Int32

  init?(argument: String) {
    let number = argument.prefix { $0.isNumber }
    let unit = argument.dropFirst(number.count).lowercased()
    guard let value = Int32(number), let factor = SizeArgument.units[unit] else { return nil }
    let (bytes, overflow) = value.multipliedReportingOverflow(by: factor)
    guard !overflow else { return nil }
    self.bytes = bytes
  }

  static let defaultCompletionKind = CompletionKind.list(["1MiB", "8MiB", "32MiB", "128MiB"])

  /// As with dd and truncate, K is 1024 and kB is 1000.
  private static let units: [String: Int32] = [
    "": 1, "b": 1, "k": 1 << 10, "kib": 1 << 10, "kb": 1000, "m": 1 << 20, "mib": 1 << 20,
    "mb": 1_000_000, "g": 1 << 30, "gib": 1 << 30, "gb": 1_000_000_000,
  ]
}
