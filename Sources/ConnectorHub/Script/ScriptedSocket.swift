internal import ConnectorProtocol
internal import ProcessEvents

/// A datagram as a socket gives it out.
public struct ScriptedDatagram: Hashable, Sendable {
  public var bytes: [UInt8]
  /// The netlink port that it came from; 0 is the kernel.
  public var senderPort: UInt32

  public init(bytes: [UInt8], senderPort: UInt32) {
    self.bytes = bytes
    self.senderPort = senderPort
  }
}

/// A socket's receive buffer as the kernel accounts for it.
public struct ScriptedMemory: Hashable, Sendable {
  public var used: UInt32
  public var limit: UInt32
  public var drops: UInt32
}

/// A netlink socket of the scripted kernel.
struct ScriptedSocket: Sendable {
  /// The last operation that a socket asked for, with its mask.
  ///
  /// C: `struct proc_input` in `sk_user_data`; absent until the first request, and then nothing is filtered.
  struct Subscription: Hashable, Sendable {
    var operation: ConnectorRequest.Operation
    var mask: EventMask
  }

  let owner: SocketOwner
  var isJoined = false
  var subscription: Subscription?
  var filter: ScriptedKernel.SocketFilter?
  var bufferLimit: UInt32 = 212_992
  private var waiting: [ScriptedDatagram] = []
  private var first = 0
  private var isCongested = false
  private var hasError = false
  private var drops: UInt32 = 0

  init(owner: SocketOwner) { self.owner = owner }

  var memory: ScriptedMemory {
    ScriptedMemory(
      used: UInt32(waiting.count - first) * KernelProfile.messageBytes, limit: bufferLimit,
      drops: drops)
  }

  /// Whether the subscription lets a message of the kernel pass.
  func admits(_ message: ConnectorMessage) -> Bool {
    guard let subscription else { return true }
    if subscription.operation == .ignore { return false }
    if subscription.mask == .all { return true }
    // An acknowledgement has no bit that a mask could ask for.
    guard case .event(let event) = message else { return false }
    return subscription.mask.admits(event)
  }

  /// Takes a datagram, as far as filter and room allow.
  mutating func deliver(_ datagram: ScriptedDatagram) {
    // A filter comes before the accounting: what it drops is no loss.
    if let filter, !filter(datagram.bytes.span) { return }
    let used = memory.used
    let fits = used == 0 || used + KernelProfile.messageBytes <= bufferLimit
    guard fits, !isCongested else {
      if !isCongested { hasError = true }
      isCongested = true
      drops &+= 1
      return
    }
    waiting.append(datagram)
  }

  mutating func receive(limit: Int) throws(KernelRefusal) -> [ScriptedDatagram] {
    if hasError {
      hasError = false
      throw .noBufferSpace
    }
    let end = min(waiting.count, first + limit)
    guard end > first else { throw .wouldBlock }
    let taken = Array(waiting[first..<end])
    first = end
    if first == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      first = 0
      // Only a socket that has been emptied takes messages again.
      isCongested = false
    }
    return taken
  }
}
