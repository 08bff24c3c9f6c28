internal import CLinux

/// A terminal to write to that never makes the writer wait inside the kernel.
package struct TerminalOutput: ~Copyable {
  private let opened: OwnedDescriptor?
  private let descriptor: Int32

  /// Opens the terminal behind a descriptor anew: the flag that a write is not to wait belongs to the open
  /// file, which others have from us or we from them. Where it may not be opened, the descriptor itself serves.
  package init(_ descriptor: Int32) {
    let path = "/proc/self/fd/\(descriptor)"
    let flags = O_WRONLY | O_NONBLOCK | O_NOCTTY
    if let terminal = try? OwnedDescriptor.open(path, flags: flags) {
      self.descriptor = terminal.rawValue
      opened = consume terminal
    } else {
      self.descriptor = descriptor
      opened = nil
    }
  }

  package var rawDescriptor: Int32 { descriptor }
}
