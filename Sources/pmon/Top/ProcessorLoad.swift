internal import KernelInterface

/// How much of a CPU pmon itself uses.
struct ProcessorLoad {
  /// The share of one CPU at the last look that was long enough after the one before.
  private(set) var share = 0.0
  private var time: UInt64
  private var used = Clocks.processCPU

  /// Less time than this says little.
  private static let least: UInt64 = 500_000_000

  init(at now: UInt64) { time = now }

  mutating func measure(at now: UInt64) {
    guard now &- time >= ProcessorLoad.least else { return }
    let used = Clocks.processCPU
    share = Double(used &- self.used) / Double(now &- time)
    time = now
    self.used = used
  }
}
