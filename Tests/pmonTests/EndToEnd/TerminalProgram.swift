import CLinux
import Glibc
import KernelInterface
import ProcessEvents

@testable import pmon

/// A program that runs on a terminal of its own, with what that shows.
final class TerminalProgram {
  let id: Int32
  /// The end of the terminal that its user has; negative once that was closed.
  private(set) var master: Int32
  private(set) var screen: TerminalModel
  /// The terminal's modes before the program began.
  let modesBefore: Modes
  private var bytes: [UInt8] = []
  private var hasEnded = false

  /// The runtime of Swift may want to talk about a crash.
  private static let always = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"]

  /// What a program may change of a terminal, and has to restore.
  struct Modes: Hashable {
    var input, output, control, local: UInt32
  }

  /// - Parameter arguments: the first is looked for in PATH. The program leads a session on the terminal.
  init(
    _ arguments: [String], columns: UInt16 = 80, rows: UInt16 = 24,
    environment: [String] = ["TERM=xterm-256color", "LANG=C.UTF-8"]
  ) throws {
    let master = try systemCall("posix_openpt") { posix_openpt(O_RDWR | O_NOCTTY) }
    try systemCall("fcntl") { fcntl(master, F_SETFD, FD_CLOEXEC) }
    try systemCall("grantpt") { grantpt(master) }
    try systemCall("unlockpt") { unlockpt(master) }
    guard let name = unsafe ptsname(master) else { throw SystemCallError("ptsname") }
    let path = unsafe String(cString: name)
    self.master = master
    screen = TerminalModel(columns: Int(columns), rows: Int(rows))
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    try systemCall("ioctl") { unsafe clinux_set_window_size(master, &size) }
    modesBefore = TerminalProgram.modes(of: master)

    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that a session's leader opens becomes its own.
    for descriptor in Int32(0)...2 {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // The threads of a test run block most signals, and a child would inherit that.
    var unblocked = sigset_t()
    unsafe sigemptyset(&unblocked)
    unsafe posix_spawnattr_setsigmask(&attributes, &unblocked)
    let newSession: Int16 = 0x80  // C: POSIX_SPAWN_SETSID
    unsafe posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))

    var words: [UnsafeMutablePointer<CChar>?] = unsafe []
    for argument in arguments { unsafe words.append(strdup(argument)) }
    unsafe words.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] = unsafe []
    for variable in environment + TerminalProgram.always {
      unsafe variables.append(strdup(variable))
    }
    unsafe variables.append(nil)
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var id: pid_t = 0
    let failure = unsafe posix_spawnp(&id, words[0]!, &actions, &attributes, words, variables)
    if failure != 0 { throw SystemCallError("posix_spawnp", Errno(rawValue: failure)) }
    self.id = id
  }

  deinit {
    if !hasEnded {
      kill(id, SIGKILL)
      waitpid(id, nil, 0)
    }
    closeTerminal()
  }

  /// The terminal's user goes away.
  func closeTerminal() {
    if master >= 0 { close(master) }
    master = -1
  }

  var modes: Modes { TerminalProgram.modes(of: master) }

  private static func modes(of descriptor: Int32) -> Modes {
    var modes = termios()
    _ = unsafe tcgetattr(descriptor, &modes)
    return Modes(
      input: modes.c_iflag, output: modes.c_oflag, control: modes.c_cflag, local: modes.c_lflag)
  }

  func send(signal: Int32) { kill(id, signal) }

  func type(_ text: String) throws {
    let bytes = Array(text.utf8)
    try Files.write(bytes.span, to: master)
  }

  func resize(columns: UInt16, rows: UInt16) throws {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    screen.resize(columns: Int(columns), rows: Int(rows))
    try systemCall("ioctl") { unsafe clinux_set_window_size(master, &size) }
  }

  /// Reads what the program writes until the terminal is as wanted; false when time was over or it ended.
  func read(
    atMost seconds: UInt64 = 30, until isEnough: (TerminalProgram) -> Bool
  ) throws -> Bool {
    let end = Clocks.monotonic + seconds * 1_000_000_000
    var room = [UInt8](repeating: 0, count: 65_536)
    while !isEnough(self) {
      let now = Clocks.monotonic
      guard now < end, master >= 0 else { return false }
      guard try pollReadable(master, timeout: end - now).contains(.first) else { return false }
      // Once nobody has the other end open any more, this fails with EIO.
      let count = unsafe CLinux.read(master, &room, room.count)
      if count <= 0 { return isEnough(self) }
      bytes += room.prefix(count)
      feed()
    }
    return true
  }

  /// Shows what has come up to the last whole character and sequence.
  private func feed() {
    var end = bytes.count
    if let escape = bytes.lastIndex(of: 0x1B),
      !bytes[escape...].dropFirst(2).contains(where: { 0x40..<0x7F ~= $0 })
    {
      end = escape
    }
    while end > 0, end == bytes.count,
      let last = bytes[..<end].lastIndex(where: { $0 & 0xC0 != 0x80 }),
      bytes[last] >= 0xC0,
      bytes.count - last < (bytes[last] >= 0xF0 ? 4 : bytes[last] >= 0xE0 ? 3 : 2)
    {
      end = last
    }
    screen.feed(String(decoding: bytes[..<end], as: UTF8.self))
    bytes.removeFirst(end)
  }

  /// Reads to the end and gives the exit status.
  func finish() throws -> ExitStatus {
    for _ in 0..<3000 {
      if master >= 0, try pollReadable(master, timeout: 10_000_000).contains(.first) {
        var room = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe CLinux.read(master, &room, room.count)
        if count > 0 {
          bytes += room.prefix(count)
          feed()
          continue
        }
      }
      if let status = try ended() { return status }
      usleep(2000)
    }
    throw Program.Unfinished(what: "it has not ended; its screen: \(screen.text)")
  }

  /// Waits without reading what it writes.
  func finishUnread() throws -> ExitStatus {
    for _ in 0..<2000 {
      if let status = try ended() { return status }
      usleep(5000)
    }
    throw Program.Unfinished(what: "it has not ended")
  }

  private func ended() throws -> ExitStatus? {
    var status: Int32 = 0
    guard unsafe waitpid(id, &status, WNOHANG) == id else { return nil }
    hasEnded = true
    return ExitStatus(rawValue: UInt32(bitPattern: status))
  }
}
