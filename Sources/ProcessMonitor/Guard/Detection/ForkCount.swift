internal import KernelInterface

/// How many processes and threads were begun since the boot, to tell whether an id can be in use again.
///
/// `/proc/stat`, `processes`; `/proc/sys/kernel/pid_max`
struct ForkCount {
  /// The number when every registered process was last known to be its own; nil where that is not known.
  private(set) var base: UInt64?
  /// The number when a comparison was begun that is not complete yet.
  private var begun: UInt64?
  private var current: UInt64?
  private let ids: UInt64

  /// - Parameter base: what a predecessor knew; nil where nothing is known of those that are registered.
  init(base: UInt64?) {
    let text = try? Files.text(of: "/proc/sys/kernel/pid_max", limit: 32)
    ids = text.flatMap { UInt64($0.prefix { $0.isNumber }) } ?? 0
    self.base = base
  }

  mutating func comparisonBegins() { begun = Self.read() }

  mutating func comparisonEnds() {
    base = begun ?? base
    begun = nil
  }

  /// What was read before may be too little by now.
  mutating func timeGoesBy() { current = nil }

  /// Whether half of all ids may have been given out since: ids are given out in turn, and those in use are skipped.
  mutating func mayHaveComeAround() -> Bool {
    current = current ?? Self.read()
    guard let current, let base, current >= base else { return true }
    return current - base >= ids / 2
  }

  static func read() -> UInt64? {
    guard let text = try? Files.text(of: "/proc/stat", limit: 1 << 20),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("processes ") })
    else { return nil }
    return UInt64(line.dropFirst("processes ".count))
  }
}
