internal import KernelInterface

/// The process whose children sleep, so that there are many to be scanned.
struct BenchCrowd: ~Copyable {
  private var channel: LineChannel

  /// What a sleeping child takes: its entry, the kernel's stack and a page here, with a good margin.
  static let bytesPerProcess = 49_152

  init(channel: consuming LineChannel) { self.channel = channel }

  /// Serves requests of how many there are to be, ascending, until nobody is left to make them. The answer is how
  /// many there are, and why there are no more.
  mutating func serve() throws {
    try channel.write("ready")
    let (most, limit) = HostLimits.moreProcesses(ofBytes: BenchCrowd.bytesPerProcess)
    let crowd = try SleepingProcesses(capacity: most)
    while let line = try channel.readLine() {
      guard let wanted = Int(line) else { throw BenchFailure.protocolBroken(line) }
      var reason = limit
      do {
        while crowd.count < min(wanted, most) { try crowd.add() }
      } catch {
        reason = "\(error)"
      }
      try channel.write("crowd \(crowd.count) \(crowd.count < wanted ? reason : "")")
    }
    withExtendedLifetime(crowd) {}
  }
}
