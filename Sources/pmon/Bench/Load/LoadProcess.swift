internal import KernelInterface

/// A load as the bench holds it: a process that begins and ends others when it is told to.
struct LoadProcess: ~Copyable {
  private var child: ChildLine

  init(interruptedBy interrupt: Int32) throws {
    var child = try ChildLine(["load"])
    _ = try child.expect("ready", interruptedBy: interrupt)
    self.child = child
  }

  var process: Int32 { child.process }

  struct Outcome: Hashable {
    /// Nanoseconds in which it began and ended processes; what it waited in between is not in it.
    var elapsed: UInt64
    var truth: LoadTruth
  }

  /// Runs once.
  ///
  /// - Parameter wave: called with the ids of processes that live, before they end.
  mutating func run(
    _ processes: Int, interruptedBy interrupt: Int32, wave: ([Int32]) throws -> Void = { _ in }
  ) throws -> Outcome {
    try child.write("\(processes)")
    var left = processes
    while left > 0 {
      let words = try child.expect("wave", interruptedBy: interrupt)
      try wave(words.split(separator: " ").compactMap { Int32($0) })
      try child.write("release")
      left -= BenchLoad.waveSize
    }
    let numbers = try child.expect("done", interruptedBy: interrupt).split(separator: " ")
      .compactMap { Int($0) }
    guard numbers.count == 4 else { throw BenchFailure.protocolBroken("done") }
    return Outcome(
      elapsed: UInt64(numbers[0]),
      truth: LoadTruth(processes: numbers[1], abnormal: numbers[2], codeThree: numbers[3]))
  }
}
