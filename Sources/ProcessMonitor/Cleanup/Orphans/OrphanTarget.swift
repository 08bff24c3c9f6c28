internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// A process that is to end, held so that its id cannot come to mean another.
final class OrphanTarget: Sendable {
  let identity: ProcessIdentity
  private let descriptor: PidDescriptor

  /// - Parameters:
  ///   - boot: the running kernel's.
  ///   - owner: whose processes alone may be ended; nil is anybody's.
  /// - Returns: nil where it has ended, where its id is another's by now, where it is not that user's, and for those
  ///   that must not end: the first process and this one.
  init?(_ identity: ProcessIdentity, boot: BootID, owner: UInt32?) {
    let id = identity.process.rawValue
    guard identity.boot == boot, id > 1, id != HostFacts.processID,
      let descriptor = try? PidDescriptor(process: id),
      // Read while the descriptor is held: if this is the process that was meant, then so is the descriptor's.
      ProcessIdentity.read(process: identity.process, boot: identity.boot) == identity,
      owner == nil || Self.realUser(of: id) == owner,
      (try? descriptor.hasEnded) == false
    else { return nil }
    self.identity = identity
    self.descriptor = descriptor
  }

  /// Whose user may send it signals, as kill(2) has it: a program that gained rights keeps its real user.
  private static func realUser(of process: Int32) -> UInt32? {
    guard let text = try? Files.text(of: "/proc/\(process)/status", limit: 4096),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Uid:") })
    else { return nil }
    let words = line.split(whereSeparator: \.isWhitespace)
    return words.count > 1 ? UInt32(words[1]) : nil
  }

  /// - Throws: where this process may not; that it has ended is no failure.
  func send(_ signal: ProcessEvents.Signal) throws(SystemCallError) {
    do throws(SystemCallError) { try descriptor.send(signal: signal.rawValue) } catch {
      if error.errno == .notPermitted { throw error }
    }
    // Who has been stopped gets SIGTERM only once continued.
    if signal == .terminate { try? descriptor.send(signal: 18) }
  }

  var hasEnded: Bool { (try? descriptor.hasEnded) ?? true }

  /// - Returns: whether it has ended.
  func waitForEnd(atMost nanoseconds: UInt64, interruptedBy interrupt: Int32) -> Bool {
    let found = try? pollReadable(descriptor.rawDescriptor, interrupt, timeout: nanoseconds)
    return found?.contains(.first) ?? false
  }
}
