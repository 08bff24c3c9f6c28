internal import KernelInterface

/// What ends a run from outside: a signal, or nobody being left to read standard output.
struct Interrupts: ~Copyable {
  private let signals: SignalDescriptor
  private let epoll: Epoll

  init() throws(SystemCallError) {
    let signals = try SignalDescriptor(SignalDescriptor.endings)
    let epoll = try Epoll()
    try epoll.add(signals.rawDescriptor, token: 0)
    // A file cannot be watched, and need not be: it does not go away.
    try? epoll.addHangUp(of: 1, token: 1)
    self.signals = signals
    self.epoll = epoll
  }

  /// Readable once the run is to end.
  var rawDescriptor: Int32 { epoll.rawDescriptor }
}
