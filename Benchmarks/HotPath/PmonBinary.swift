import KernelInterface
import Measurements

/// What only a whole process shows.
struct PmonBinary {
  private let path: String

  /// - Parameter path: from the folder in which this process is, or from the root.
  init(path: String) {
    let folder = (try? Files.linkTarget(of: "/proc/self/cwd")) ?? ""
    self.path = path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  private static let lines = 2_000_000
  private static let patience: UInt64 = 60_000_000_000

  /// Lines of JSON a second that a replay of a capture prints, its start included.
  func measureLines() throws -> Samples {
    let capture = try OwnedDescriptor.memoryFile("capture", content: [])
    try FixedCapture.write(Self.lines, to: "/proc/self/fd/\(capture.rawValue)")
    var samples = Samples()
    for _ in 0..<5 {
      let begin = Clocks.monotonic
      let replay = try ChildProcess([
        path, "replay", "--json", "/proc/\(HostFacts.processID)/fd/\(capture.rawValue)",
      ])
      guard try replay.wait() == 0 else { throw Unmeasurable("replay fails") }
      samples.add(Double(Self.lines) / (Double(Clocks.monotonic - begin) / 1e9))
    }
    return samples
  }

  /// Milliseconds from the start of `watch -x` until it has printed a death that followed as soon as it listened.
  func measureStart() throws -> Samples {
    var samples = Samples()
    for _ in 0..<15 {
      let begin = Clocks.monotonic
      let watch = try Watch(path, ["exit and code == 251"])
      defer { watch.end() }
      try watch.readLine { $0.hasPrefix("pmon: watching") }
      guard try ChildProcess(["/bin/sh", "-c", "exit 251"]).wait() == 251 << 8 else {
        throw Unmeasurable("there is no shell")
      }
      try watch.readLine { $0.contains("code 251") }
      samples.add(Double(Clocks.monotonic - begin) / 1e6)
    }
    return samples
  }

  /// How often it wakes up while nothing happens that it waits for.
  func measureIdleness() throws -> String {
    // Others' abnormal deaths would wake it, as they should.
    let watch = try Watch(path, ["code == 251"])
    defer { watch.end() }
    try watch.readLine { $0.hasPrefix("pmon: watching") }
    ProcessActions.sleep(milliseconds: 200)
    guard let before = HostFacts.sleeps(ofProcess: watch.process) else {
      throw Unmeasurable("watch has ended")
    }
    ProcessActions.sleep(milliseconds: 3000)
    guard let after = HostFacts.sleeps(ofProcess: watch.process) else {
      throw Unmeasurable("watch has ended")
    }
    return "\(after - before)"
  }

  /// A `pmon watch -x` with its output and errors at the end of one pipe.
  private final class Watch {
    let process: Int32
    private let output: OwnedDescriptor
    private var text = ""

    init(_ path: String, _ filter: [String]) throws {
      var pipe = try Pipe()
      let writing = pipe.takeWriting()
      let input = try OwnedDescriptor.open("/dev/null")
      var command = DetachedCommand(
        arguments: [path, "watch", "-x", "--no-header"] + filter, environment: [],
        input: input.rawValue, output: writing.rawValue)
      command.diesWithParent = true
      process = try command.start()
      output = pipe.takeReading()
    }

    func readLine(until isWanted: (Substring) -> Bool) throws {
      let end = Clocks.monotonic + PmonBinary.patience
      while !text.split(separator: "\n").contains(where: isWanted) {
        guard try pollReadable(output.rawValue, timeout: 1_000_000_000).contains(.first) else {
          if Clocks.monotonic > end { throw Unmeasurable("no answer: \(text)") }
          continue
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try Files.read(output.rawValue, into: &buffer)
        if count == 0 { throw Unmeasurable("watch has ended: \(text)") }
        text += String(decoding: buffer[..<count], as: UTF8.self)
      }
    }

    func end() { ChildChange.end(process) }
  }

  /// Why a measurement means nothing.
  private struct Unmeasurable: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
