internal import KernelInterface
internal import ProcessEvents

/// Watches a command that leads a process group until it has ended: takes its output, keeps its time limit.
///
/// What is left of the group then is killed: a clean-up that has ended leaves nothing behind, and nothing can hold
/// up the end of the attempt, such as a descendant that has left the group and keeps the output open.
struct CommandWatch {
  enum Reason: Hashable, Sendable {
    case ended
    case tookTooLong
    case interrupted
  }

  private(set) var tail = OutputTail()
  private(set) var reason = Reason.ended
  /// Whether SIGTERM did not do.
  private(set) var wasKilled = false
  private(set) var status: UInt32?

  /// Returns once the child is a zombie, which it stays.
  ///
  /// - Throws: where it cannot be watched; its group is killed then.
  mutating func run(
    child: Int32, output: borrowing OwnedDescriptor, until deadline: UInt64, killDelay: UInt64,
    cancellation: Cancellation
  ) throws(SystemCallError) {
    // As the child has not been reaped, the group's id cannot be another's, whoever of the group still lives.
    defer { ProcessGroup.send(signal: Signal.kill.rawValue, to: child) }
    let process = try PidDescriptor(process: child)
    let epoll = try Epoll()
    try epoll.add(process.rawDescriptor, token: 0)
    try epoll.add(output.rawValue, token: 1)
    try epoll.add(cancellation.rawDescriptor, token: 2)
    var killTime: UInt64?
    while true {
      status = EndedChild.status(of: child)
      if status != nil { break }
      let now = Clocks.monotonic
      if killTime == nil, now >= deadline || cancellation.isCancelled {
        reason = cancellation.isCancelled ? .interrupted : .tookTooLong
        killTime = killDelay.milliseconds(after: now)
        epoll.remove(cancellation.rawDescriptor)
        ProcessGroup.send(signal: Signal.terminate.rawValue, to: child)
        // Who has been stopped gets SIGTERM only once continued.
        ProcessGroup.send(signal: Self.continuing, to: child)
      }
      if let time = killTime, now >= time, !wasKilled {
        wasKilled = true
        ProcessGroup.send(signal: Signal.kill.rawValue, to: child)
      }
      let next = wasKilled ? UInt64(1000).milliseconds(after: now) : killTime ?? deadline
      _ = try pollReadable(epoll.rawDescriptor, timeout: next > now ? next - now : 0)
      var hasOutput = false
      try epoll.ready { if $0 == 1 { hasOutput = true } }
      if hasOutput, !take(output) { epoll.remove(output.rawValue) }
    }
    ProcessGroup.send(signal: Signal.kill.rawValue, to: child)
    // What it had written before; a bound, as somebody else may still write.
    for _ in 0..<Self.lastReads where !take(output) { break }
  }

  /// - Returns: false where nothing is there, or it is at its end.
  private mutating func take(_ output: borrowing OwnedDescriptor) -> Bool {
    unsafe withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { buffer in
      guard let count = try? unsafe output.read(into: buffer), count > 0 else { return false }
      unsafe tail.append(
        UnsafeRawBufferPointer(rebasing: buffer[..<count]).bindMemory(to: UInt8.self).span)
      return true
    }
  }

  /// More than the 64 KiB that a pipe holds, whatever the pieces.
  private static let lastReads = 32
  /// C: `SIGCONT`
  private static let continuing: Int32 = 18
}
