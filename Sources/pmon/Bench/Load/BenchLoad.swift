internal import KernelInterface
internal import ProcessEvents

/// The process whose children are watched. It forks and executes them in waves of at most 1,000, tells their ids, and
/// then lets them end one after the other, a tenth of them abnormally.
struct BenchLoad: ~Copyable {
  private var channel: LineChannel
  private var truth = LoadTruth()
  private var elapsed: UInt64 = 0

  static let waveSize = 1000

  init(channel: consuming LineChannel) { self.channel = channel }

  /// Serves requests of how many processes to run until nobody is left to make them.
  mutating func serve() throws {
    try channel.write("ready")
    while let line = try channel.readLine() {
      guard let processes = Int(line) else { throw BenchFailure.protocolBroken(line) }
      truth = LoadTruth()
      elapsed = 0
      var left = processes
      while left > 0 {
        let size = min(left, BenchLoad.waveSize)
        try runWave(of: size)
        left -= size
      }
      try channel.write(
        "done \(elapsed) \(truth.processes) \(truth.abnormal) \(truth.codeThree)")
    }
  }

  private mutating func runWave(of size: Int) throws {
    let first = truth.processes
    var pipe = try Pipe()
    let input = pipe.takeReading()
    let endings = pipe.takeWriting()
    var children: [Int32] = []
    children.reserveCapacity(size)
    let begin = Clocks.monotonic
    for _ in 0..<size {
      let child = try ChildProcess(
        [Actor.thisProgram, "bench-child"], quiet: false, input: input.rawValue)
      children.append(child.id)
    }
    elapsed += Clocks.monotonic - begin
    try channel.write("wave " + children.map(String.init).joined(separator: " "))
    guard try channel.readLine() == "release" else {
      throw BenchFailure.ended("the bench has gone")
    }
    let release = Clocks.monotonic
    for number in first..<(first + size) {
      try Files.write([BenchLoad.ending(of: number)].span, to: endings.rawValue)
      let status = ExitStatus(rawValue: try ChildProcess.waitForAny())
      truth.processes += 1
      if status.rawValue != 0 { truth.abnormal += 1 }
      if status.code == 3 { truth.codeThree += 1 }
    }
    elapsed += Clocks.monotonic - release
  }

  /// The byte by which a child is told how to end: see CStart.
  private static func ending(of number: Int) -> UInt8 {
    switch number % 20 {
    case 0: 3
    case 10: 128 + UInt8(Signal.kill.rawValue)
    default: 0
    }
  }
}
