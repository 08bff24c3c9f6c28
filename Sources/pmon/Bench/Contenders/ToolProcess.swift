internal import KernelInterface

/// Somebody else's program that listens, and writes into a file in memory so that nothing makes it wait.
struct ToolProcess: ~Copyable {
  let process: Int32
  let servedBy: String
  private let tool: ForeignTool
  private let file: OwnedDescriptor

  /// How long it may take to begin, and how long it has to do nothing to count as ready, in nanoseconds.
  private static let patience: UInt64 = 30_000_000_000
  private static let idleTime: UInt64 = 400_000_000

  /// Starts it, and waits until it listens.
  static func start(
    _ tool: ForeignTool, interruptedBy interrupt: Int32
  ) throws -> ToolProcess {
    guard let command = tool.installed() else { throw BenchFailure.ended("not installed") }
    let file = try OwnedDescriptor.memoryFile("output", content: [])
    let input = try OwnedDescriptor.open("/dev/null")
    var detached = DetachedCommand(
      arguments: command, environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"],
      input: input.rawValue, output: file.rawValue)
    detached.diesWithParent = true
    let servedBy = tool.version(of: command[0])
    let process = try detached.start()
    let started = ToolProcess(process, servedBy, tool, file)
    try started.waitUntilIdle(interruptedBy: interrupt)
    return started
  }

  private init(
    _ process: Int32, _ servedBy: String, _ tool: ForeignTool, _ file: consuming OwnedDescriptor
  ) {
    self.process = process
    self.servedBy = servedBy
    self.tool = tool
    self.file = file
  }

  deinit { ChildChange.end(process) }

  /// There is no sign by which all of them could tell that they listen.
  private func waitUntilIdle(interruptedBy interrupt: Int32) throws {
    let end = Clocks.monotonic &+ Self.patience
    var last: UInt64 = 0
    var idleSince = Clocks.monotonic
    while true {
      if try pollReadable(interrupt, timeout: 50_000_000).contains(.first) {
        throw BenchFailure.interrupted
      }
      let now = Clocks.monotonic
      if try ChildChange.next(of: process) != nil {
        // What went wrong comes last, below what led to it.
        let words = try text().split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }
        throw BenchFailure.ended("it ends: \(words ?? "without a word")")
      }
      let cpu = Clocks.cpu(ofProcess: process) ?? 0
      // Some of what it sees is others' doing.
      if cpu > last &+ (now - idleSince) / 10 &+ 1_000_000 { (last, idleSince) = (cpu, now) }
      if cpu > 0, now - idleSince >= Self.idleTime { return }
      if now >= end { throw BenchFailure.timedOut }
    }
  }

  /// Ends it as a key would, so that it writes what it has kept back, and counts its lines.
  func finish(processes: Set<Int32>) throws -> ContenderReport {
    // 2: SIGINT, on which all of them end well.
    ProcessActions.send(signal: 2, to: process)
    let end = Clocks.monotonic &+ 10_000_000_000
    while try ChildChange.next(of: process) == nil, Clocks.monotonic < end {
      ProcessActions.sleep(milliseconds: 10)
    }
    var report = ContenderReport()
    let output = try text(limit: 1 << 20 + processes.count << 11)
    report.seen = tool.countEvents(of: processes, in: output)
    return report
  }

  private func text(limit: Int = 65_536) throws(SystemCallError) -> String {
    try Files.text(of: "/proc/self/fd/\(file.rawValue)", limit: limit)
  }
}
