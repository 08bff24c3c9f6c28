import CLinux
import KernelInterface
import ProcessEvents
import TestSupport

/// A program that runs, with its standard output and error at the ends of two pipes.
final class Program {
  let id: Int32
  private(set) var output: OutputPipe
  private(set) var error: OutputPipe
  private var hasEnded = false

  /// - Parameters:
  ///   - arguments: the first is looked for in PATH.
  ///   - leadsGroup: whether it has a process group of its own, as a shell's jobs have.
  init(_ arguments: [String], leadsGroup: Bool = false) throws {
    let (output, outputEnd) = try OutputPipe.make()
    let (error, errorEnd) = try OutputPipe.make()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, outputEnd.rawValue, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errorEnd.rawValue, 2)

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The threads on which tests run block nearly all signals.
    var unblocked = sigset_t()
    unsafe sigemptyset(&unblocked)
    unsafe posix_spawnattr_setsigmask(&attributes, &unblocked)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)))
    var words: [UnsafeMutablePointer<CChar>?] = unsafe []
    for argument in arguments { unsafe words.append(strdup(argument)) }
    unsafe words.append(nil)
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var id: pid_t = 0
    let failure = unsafe posix_spawnp(
      &id, words[0]!, &actions, &attributes, words, clinux_environment())
    if failure != 0 { throw SystemCallError("posix_spawnp", Errno(rawValue: failure)) }
    self.id = id
    self.output = output
    self.error = error
  }

  /// `pmon` with these arguments.
  static func pmon(_ arguments: String...) throws -> Program {
    try Program([PmonBinary.path] + arguments)
  }

  /// `pmon`, once it says that it is subscribed.
  static func subscribed(_ arguments: String...) throws -> Program {
    try subscribed(by: [PmonBinary.path], arguments)
  }

  /// The same, run by a command of several words.
  static func subscribed(by command: [String], _ arguments: [String]) throws -> Program {
    let program = try Program(command + arguments)
    let isReady = try program.read { $0.error.text.contains("\n") }
    guard isReady, program.error.text.hasPrefix("pmon: watching ") else {
      throw Unfinished(what: "pmon \(arguments) did not subscribe: \(program.error.text)")
    }
    return program
  }

  deinit {
    if !hasEnded {
      kill(id, SIGKILL)
      waitpid(id, nil, 0)
    }
  }

  /// Reads what comes until it is enough.
  ///
  /// - Returns: false when the time was over, or nothing more could come.
  func read(
    output readsOutput: Bool = true, atMost seconds: UInt64 = 30, until isEnough: (Program) -> Bool
  ) throws -> Bool {
    let end = Clocks.monotonic + seconds * 1_000_000_000
    while !isEnough(self) {
      let now = Clocks.monotonic
      let outputDescriptor = readsOutput ? output.rawDescriptor : -1
      if now >= end || (outputDescriptor < 0 && error.rawDescriptor < 0) { return false }
      let found = try pollReadable(outputDescriptor, error.rawDescriptor, timeout: end - now)
      if found.contains(.first) { try output.read() }
      if found.contains(.second) { try error.read() }
    }
    return true
  }

  func send(signal: Int32) { kill(id, signal) }

  func closeOutput() { output.close() }

  /// Reads to the end and gives the exit status.
  ///
  /// - Parameter readsOutput: false for a reader that has stalled.
  func finish(readingOutput readsOutput: Bool = true) throws -> ExitStatus {
    _ = try read(output: readsOutput) { _ in false }
    for _ in 0..<2000 {
      var status: Int32 = 0
      if unsafe waitpid(id, &status, WNOHANG) == id {
        hasEnded = true
        return ExitStatus(rawValue: UInt32(bitPattern: status))
      }
      usleep(5000)
    }
    throw Unfinished(what: "the program has not ended; it said: \(error.text)")
  }

  struct Unfinished: Error, CustomStringConvertible {
    let what: String
    var description: String { what }
  }
}
