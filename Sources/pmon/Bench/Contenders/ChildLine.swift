internal import KernelInterface

/// A process of the bench's own that speaks in lines.
struct ChildLine: ~Copyable {
  let process: Int32
  private var channel: LineChannel

  /// The longest that anything takes, in nanoseconds.
  private static let patience: UInt64 = 120_000_000_000

  /// Starts `pmon bench-actor`, or another, in a session of its own, so that keys do not end it before its parent.
  init(_ words: [String], of command: String = "bench-actor") throws(SystemCallError) {
    var toChild = try Pipe()
    var fromChild = try Pipe()
    let input = toChild.takeReading()
    let output = fromChild.takeWriting()
    var command = DetachedCommand(
      arguments: [Actor.thisProgram, command] + words, environment: [],
      input: input.rawValue, output: output.rawValue)
    command.diesWithParent = true
    process = try command.start()
    channel = LineChannel(input: fromChild.takeReading(), output: toChild.takeWriting())
  }

  deinit { ChildChange.end(process) }

  func write(_ line: String) throws(SystemCallError) { try channel.write(line) }

  /// The rest of the next line, which has to begin with a word.
  ///
  /// - Throws: what it said instead.
  mutating func expect(_ word: String, interruptedBy interrupt: Int32) throws -> String {
    guard
      let line = try channel.readLine(timeout: ChildLine.patience, interruptedBy: interrupt)
    else { throw BenchFailure.ended("it has ended") }
    if line == word { return "" }
    if line.hasPrefix(word + " ") { return String(line.dropFirst(word.count + 1)) }
    throw BenchFailure.ended(line.hasPrefix("pmon: ") ? String(line.dropFirst(6)) : line)
  }
}
