internal import CLinux

/// A process held by descriptor, so that its id cannot come to mean another one: `pidfd_open(2)`.
///
/// Kernel: Linux 5.3.
package struct PidDescriptor: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// - Throws: `ESRCH` when there is no such process, `EINVAL` when `id` is now a thread of another
  ///   (`ENOENT` since Linux 6.13).
  package init(process id: Int32) throws(SystemCallError) {
    descriptor = OwnedDescriptor(
      owning: try systemCall("pidfd_open") { clinux_pidfd_open(id, 0) })
  }

  /// Takes over one that somebody else has opened.
  package init(owning descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Whether all threads have ended; the process may still be a zombie.
  package var hasEnded: Bool {
    get throws(SystemCallError) {
      try pollReadable(descriptor.rawValue, timeout: 0).contains(.first)
    }
  }

  /// Sends a signal to this very process.
  ///
  /// - Throws: `ESRCH` once it has been reaped.
  package func send(signal: Int32) throws(SystemCallError) {
    try systemCall("pidfd_send_signal") { clinux_pidfd_send_signal(descriptor.rawValue, signal) }
  }

  /// The wait status of a process that has been reaped.
  ///
  /// Nil while it lives or is a zombie, and on kernels before Linux 6.15.
  package var exitStatus: UInt32? {
    let exitBit: UInt64 = 1 << 3
    var info = clinux_pidfd_info()
    info.mask = exitBit
    guard unsafe clinux_pidfd_get_info(descriptor.rawValue, &info) == 0, info.mask & exitBit != 0
    else { return nil }
    return UInt32(bitPattern: info.exit_code)
  }

  /// The id that the process still has, as a zombie as well; nil once it has been reaped, or where `/proc` does
  /// not tell.
  ///
  /// Kernel: Linux 5.5; before it the id is told of a reaped process, too.
  package var id: Int32? {
    let information = try? Files.text(of: "/proc/self/fdinfo/\(descriptor.rawValue)", limit: 1024)
    let line = information?.split(separator: "\n").first { $0.hasPrefix("Pid:") }
    guard let word = line?.dropFirst(4).drop(while: \.isWhitespace), let id = Int32(word), id > 0
    else { return nil }
    return id
  }

  /// Whether the kernel can tell ``exitStatus`` at all; nearly so: Linux 6.13 and 6.14 answer, but never with
  /// a status.
  package static func canTellExitStatus() -> Bool {
    guard let own = try? PidDescriptor(process: getpid()) else { return false }
    var info = clinux_pidfd_info()
    return unsafe clinux_pidfd_get_info(own.rawDescriptor, &info) == 0
  }
}
