internal import CLinux

/// Signals as input: blocks them for the process and makes them readable, `signalfd(2)`.
package struct SignalDescriptor: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// Call before other threads start, since they inherit the mask.
  package init(_ signals: [Int32]) throws(SystemCallError) {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals {
      // Under nohup a hang-up is ignored, and would be read all the same. SIGINT counts always: a shell
      // ignores it for what a script starts in the background, and scripts send it on purpose.
      if signal == SIGHUP, clinux_is_signal_ignored(signal) != 0 { continue }
      unsafe sigaddset(&set, signal)
    }
    try systemCall("sigprocmask") { unsafe sigprocmask(SIG_BLOCK, &set, nil) }
    descriptor = OwnedDescriptor(
      owning: try systemCall("signalfd") {
        unsafe signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
      })
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Takes the next signal that has come; nil where none waits.
  package borrowing func next() throws(SystemCallError) -> ReceivedSignal? {
    var info = signalfd_siginfo()
    do {
      try systemCall("read") {
        unsafe read(descriptor.rawValue, &info, MemoryLayout<signalfd_siginfo>.size)
      }
    } catch  where error.errno == .wouldBlock {
      return nil
    }
    return ReceivedSignal(
      number: Int32(bitPattern: info.ssi_signo), isFromKernel: info.ssi_code == clinux_si_kernel)
  }

  /// The signals that end a command-line tool politely.
  package static let endings: [Int32] = [SIGINT, SIGTERM, SIGHUP]
}

/// Makes writes to a closed pipe fail with `EPIPE` instead of ending the process.
package func ignoreBrokenPipeSignal() { clinux_ignore_signal(SIGPIPE) }
