internal import CLinux

/// A child of this process, made by `posix_spawn(3)`.
package struct ChildProcess: Sendable {
  package let id: Int32

  /// Starts a program with this process's environment.
  ///
  /// - Parameters:
  ///   - arguments: the first is the program's path.
  ///   - quiet: its standard input, output and error are `/dev/null`.
  ///   - input: what its standard input is instead.
  package init(
    _ arguments: [String], quiet: Bool = true, input: Int32? = nil
  ) throws(SystemCallError) {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    if quiet {
      for descriptor in Int32(0)...2 {
        unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
      }
    }
    if let input { unsafe posix_spawn_file_actions_adddup2(&actions, input, 0) }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var unblocked = sigset_t()
    unsafe sigemptyset(&unblocked)
    unsafe posix_spawnattr_setsigmask(&attributes, &unblocked)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

    var words: [UnsafeMutablePointer<CChar>?] = unsafe []
    for argument in arguments { unsafe words.append(strdup(argument)) }
    unsafe words.append(nil)
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var id: pid_t = 0
    let error = unsafe posix_spawn(
      &id, words[0]!, &actions, &attributes, words, clinux_environment())
    if error != 0 { throw SystemCallError("posix_spawn \(arguments[0])", Errno(rawValue: error)) }
    self.id = id
  }

  /// Waits for its end, reaps it and gives its wait status.
  package func wait() throws(SystemCallError) -> UInt32 {
    var status: Int32 = 0
    try systemCall("waitpid") { unsafe waitpid(id, &status, 0) }
    return UInt32(bitPattern: status)
  }

  package func send(signal: Int32) throws(SystemCallError) {
    try systemCall("kill") { kill(id, signal) }
  }
}

extension ChildProcess {
  /// Waits for any child's end, reaps it and gives its wait status.
  package static func waitForAny() throws(SystemCallError) -> UInt32 {
    var status: Int32 = 0
    try systemCall("waitpid") { unsafe waitpid(-1, &status, 0) }
    return UInt32(bitPattern: status)
  }
}
