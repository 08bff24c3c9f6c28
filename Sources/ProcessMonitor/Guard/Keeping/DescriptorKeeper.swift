package import KernelInterface

/// The daemon's parent where there is no systemd: keeps descriptors, starts the daemon anew when it crashes, and
/// does nothing else, so that nothing else can end it.
///
/// It reads no file, opens no connection, and has one thread. A daemon without it would lose what its socket held
/// along with itself.
package struct DescriptorKeeper: ~Copyable {
  private var kept: [String: Int32] = [:]
  private var child: Int32 = 0
  private var socket: Int32 = -1
  private var policy: RestartPolicy
  private var isStopping = false
  private let signals: SignalDescriptor

  /// Most descriptors that are kept; the rest of the limit is the keeper's own.
  private static let reserve = 16

  /// C: SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM
  private static let passedOn: [Int32] = [1, 2, 3, 10, 12, 15]
  /// C: SIGTERM, SIGINT, SIGQUIT
  private static let stopping: [Int32] = [15, 2, 3]
  /// C: SIGCHLD
  private static let childEnded: Int32 = 17

  /// Divides this process in two: the daemon, in which this returns, and its keeper, in which it does not.
  ///
  /// Call it before any other thread is started. When the daemon ends for good, the keeper ends with its exit
  /// code, or with 128 and the signal's number.
  ///
  /// - Parameter longestPause: the longest that a daemon that crashes again and again waits for its next start, in
  ///   nanoseconds.
  /// - Returns: the store, and what a predecessor left in it.
  package static func begin(
    longestPause: UInt64 = 10_000_000_000
  ) throws(SystemCallError) -> (
    store: KeeperDescriptorStore, kept: [KeptDescriptor]
  ) {
    var keeper = try DescriptorKeeper(RestartPolicy(longest: longestPause))
    if let daemon = try keeper.start() { return daemon }
    while true {
      if let code = keeper.runUntilEnd() { ProcessActions.end(code: code) }
      // The child of this fork leaves the loop.
      do {
        if let daemon = try keeper.start() { return daemon }
      } catch {
        ProcessActions.sleep(milliseconds: 1000)
      }
    }
  }

  private init(_ policy: RestartPolicy) throws(SystemCallError) {
    self.policy = policy
    HostFacts.raiseDescriptorLimit(to: 1 << 20)
    signals = try SignalDescriptor(Self.passedOn + [Self.childEnded])
  }

  /// - Returns: the daemon's end, in the daemon; nil in the keeper.
  private mutating func start() throws(SystemCallError) -> (
    store: KeeperDescriptorStore, kept: [KeptDescriptor]
  )? {
    let (own, childs) = try DescriptorPassing.socketPair()
    switch try Fork.make() {
    case .child:
      _ = OwnedDescriptor(owning: own)
      SignalMask.clear()
      // The copies of the keeper's are of no use here: what is kept comes through the socket.
      for descriptor in kept.values { _ = OwnedDescriptor(owning: descriptor) }
      let store = KeeperDescriptorStore(
        socket: childs, capacity: HostFacts.descriptorLimit - Self.reserve)
      return (store, try store.receiveKept())
    case .parent(let child):
      _ = OwnedDescriptor(owning: childs)
      self.child = child
      socket = own
      for (name, descriptor) in kept {
        try? DescriptorPassing.send(
          KeeperMessage.keep(name).text, with: [descriptor], through: own)
      }
      try? DescriptorPassing.send(KeeperMessage.end.text, through: own)
      return nil
    }
  }

  /// Keeps what the daemon sends until it has ended and it is time to start it anew.
  ///
  /// - Returns: the exit code with which to end; nil where it is to be started anew.
  private mutating func runUntilEnd() -> Int32? {
    let begin = Clocks.monotonic
    while true {
      let found = (try? pollReadable(signals.rawDescriptor, socket, timeout: nil)) ?? []
      if found.contains(.second) { takeMessages() }
      guard found.contains(.first) else { continue }
      while let signal = (try? signals.next()) ?? nil { pass(signal.number) }
      guard let change = (try? ChildChange.next(of: child)) ?? nil,
        case .ended(let status) = change.kind
      else { continue }
      // What it sent last is still there.
      takeMessages()
      if socket >= 0 { _ = OwnedDescriptor(owning: socket) }
      socket = -1
      child = 0
      guard !isStopping,
        let pause = policy.pauseAfterEnd(status: status, lifetime: Clocks.monotonic &- begin)
      else { return exitCode(of: status) }
      return rest(pause) ? nil : exitCode(of: status)
    }
  }

  /// - Returns: false where a signal has come meanwhile that ends all.
  private mutating func rest(_ pause: UInt64) -> Bool {
    let end = Clocks.monotonic &+ pause
    while true {
      while let signal = (try? signals.next()) ?? nil { pass(signal.number) }
      let now = Clocks.monotonic
      guard !isStopping, now < end else { return !isStopping }
      _ = try? pollReadable(signals.rawDescriptor, timeout: end - now)
    }
  }

  private mutating func pass(_ signal: Int32) {
    if signal == Self.childEnded { return }
    if Self.stopping.contains(signal) { isStopping = true }
    if child > 0 { ProcessActions.send(signal: signal, to: child) }
  }

  private mutating func takeMessages() {
    while socket >= 0 {
      do {
        guard let message = try DescriptorPassing.receive(from: socket, waits: false) else {
          // Its end is closed; it may live on.
          _ = OwnedDescriptor(owning: socket)
          socket = -1
          return
        }
        take(message.text, message.descriptors)
      } catch {
        return
      }
    }
  }

  private mutating func take(_ text: String, _ descriptors: [Int32]) {
    switch KeeperMessage(text) {
    case .keep(let name):
      for descriptor in descriptors { replace(name, with: descriptor) }
    case .drop(let name): replace(name, with: nil)
    case .ready: policy.hasStarted = true
    default: for descriptor in descriptors { _ = OwnedDescriptor(owning: descriptor) }
    }
  }

  private mutating func replace(_ name: String, with descriptor: Int32?) {
    if let former = kept.removeValue(forKey: name) { _ = OwnedDescriptor(owning: former) }
    kept[name] = descriptor
  }

  private func exitCode(of status: UInt32) -> Int32 {
    let signal = status & 0x7F
    return Int32(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
  }
}
