internal import KernelInterface

/// Looks at every process in `/proc`, as monitors do that are not told anything: each id, and its `stat`, without
/// which a reused id would pass for the old process.
struct ScanContender: ~Copyable {
  private var channel: LineChannel

  init(channel: consuming LineChannel) { self.channel = channel }

  /// Scans for each line until nobody is left to ask.
  mutating func run() throws {
    try channel.write("ready /proc/PID/stat of each")
    while try channel.readLine() != nil {
      let (begin, cpu) = (Clocks.monotonic, Clocks.processCPU)
      var processes = 0
      try ProcessList.visit { process in
        if ProcessStat(process: process) != nil { processes += 1 }
      }
      try channel.write(
        "scanned \(processes) \(Clocks.processCPU - cpu) \(Clocks.monotonic - begin)")
    }
  }
}
