/// Why a command could not be run.
package struct CommandError: Error, Hashable, Sendable, CustomStringConvertible {
  package var command: String
  package var errno: Errno

  package init(_ command: String, _ errno: Errno) {
    self.command = command
    self.errno = errno
  }

  /// The exit status that a shell ends with: 127 where there is no such command, 126 where it cannot be run.
  package var shellStatus: Int32 { errno == .noSuchFile ? 127 : 126 }

  package var description: String {
    shellStatus == 127
      ? "there is no command \(command)" : "\(command) cannot be run: \(errno)"
  }
}
