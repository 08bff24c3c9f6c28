internal import CLinux

/// A program that is started in a session, and so a process group, of its own, in the root directory.
package struct DetachedCommand {
  package var arguments: [String]
  package var environment: [String]
  /// Standard input; more than 2.
  package var input: Int32
  /// Standard output and error; more than 2.
  package var output: Int32
  /// Which permissions its files lack.
  package var mask: UInt32 = 0o022
  /// As whom it runs; nil is this process's user.
  package var user: (id: UInt32, group: UInt32, groups: [UInt32])?
  /// Whether it has this thread's capabilities only if it runs as root, whatever this process's user is.
  package var limitsCapabilities = false
  /// Whether it is killed when the thread that starts it ends.
  package var diesWithParent = false

  package init(arguments: [String], environment: [String], input: Int32, output: Int32) {
    self.arguments = arguments
    self.environment = environment
    self.input = input
    self.output = output
  }

  /// Starts it. No other descriptor and no signal's handling is inherited.
  ///
  /// - Returns: the child's id, which is also its group's; it is this process that has to reap it.
  package func start() throws(SystemCallError) -> Int32 {
    precondition(input > 2 && output > 2 && !arguments.isEmpty)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      for index in unsafe words.indices { unsafe free(words[index]) }
      for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var groups = user?.groups ?? []
    var child: pid_t = 0
    let error = unsafe words.withUnsafeMutableBufferPointer { words in
      unsafe variables.withUnsafeMutableBufferPointer { variables in
        unsafe groups.withUnsafeMutableBufferPointer { groups in
          var command = unsafe clinux_command()
          unsafe command.path = UnsafePointer(words[0])
          unsafe command.arguments = UnsafePointer(words.baseAddress)
          unsafe command.environment = UnsafePointer(variables.baseAddress)
          unsafe command.input = input
          unsafe command.output = output
          unsafe command.mask = mask
          unsafe command.limits_capabilities = limitsCapabilities ? 1 : 0
          unsafe command.dies_with_parent = diesWithParent ? 1 : 0
          if let user {
            unsafe command.changes_user = 1
            unsafe command.user = user.id
            unsafe command.group = user.group
            unsafe command.groups = UnsafePointer(groups.baseAddress)
            unsafe command.group_count = groups.count
          }
          return unsafe clinux_start_command(&command, &child)
        }
      }
    }
    if error != 0 { throw SystemCallError("execve", Errno(rawValue: error)) }
    return child
  }
}
