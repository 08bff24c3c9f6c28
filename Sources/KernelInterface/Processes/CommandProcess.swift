internal import CLinux

/// A user's command, run as a child: with this process's standard input, output and error, its environment,
/// process group and terminal.
package struct CommandProcess: ~Copyable, Sendable {
  package let id: Int32
  private let descriptor: PidDescriptor

  /// Finds and starts it.
  ///
  /// - Parameters:
  ///   - words: the command and its arguments; at least one.
  ///   - signals: those that this process itself was begun with.
  package static func start(
    _ words: [String], signals: InheritedSignals
  ) throws(CommandError) -> CommandProcess {
    // Where it was begun with SIGCHLD ignored, children would vanish with their statuses.
    clinux_default_signal(SIGCHLD)
    let id = try spawn(words, signals)
    // Its id is its own until it is reaped here.
    do { return CommandProcess(id, try PidDescriptor(process: id)) } catch {
      throw CommandError(words[0], error.errno)
    }
  }

  private init(_ id: Int32, _ descriptor: consuming PidDescriptor) {
    self.id = id
    self.descriptor = descriptor
  }

  /// Readable once it has ended.
  package var rawDescriptor: Int32 { descriptor.rawDescriptor }

  /// What has become of it since the last look, without waiting.
  package borrowing func nextChange() throws(SystemCallError) -> ChildChange? {
    try ChildChange.next(of: id)
  }

  /// - Throws: `ESRCH` once it has been reaped.
  package borrowing func send(signal: Int32) throws(SystemCallError) {
    try descriptor.send(signal: signal)
  }
}

extension CommandProcess {
  /// Tries each place where the command may be, as `execvp(3)` does.
  private static func spawn(
    _ words: [String], _ signals: InheritedSignals
  ) throws(CommandError) -> Int32 {
    let name = words[0]
    var failure = Errno.noSuchFile
    for path in CommandSearch.candidates(for: name, path: HostFacts.environment("PATH")) {
      var result = spawn(path, words, signals)
      if result.error == .notExecutable, CommandSearch.maybeScript(path) {
        result = spawn("/bin/sh", ["/bin/sh", path] + words.dropFirst(), signals)
      }
      switch result.error {
      case nil: return result.id
      case .noSuchFile: continue
      // One that may be run may still come, and else this is worth more than that there is none.
      case .accessDenied: failure = .accessDenied
      case .notADirectory?:
        if path == name { failure = .notADirectory }
      case let error?: throw CommandError(name, error)
      }
    }
    throw CommandError(name, failure)
  }

  private static func spawn(
    _ path: String, _ words: [String], _ signals: InheritedSignals
  ) -> (id: Int32, error: Errno?) {
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    signals.apply(to: &attributes)
    var arguments: [UnsafeMutablePointer<CChar>?] = unsafe []
    for word in words { unsafe arguments.append(strdup(word)) }
    unsafe arguments.append(nil)
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var id: pid_t = 0
    let error = unsafe posix_spawn(&id, path, nil, &attributes, arguments, clinux_environment())
    return (id, error == 0 ? nil : Errno(rawValue: error))
  }
}
