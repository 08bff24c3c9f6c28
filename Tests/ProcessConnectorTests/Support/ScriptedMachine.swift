import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization

/// A scripted kernel that many sockets share, at the present time.
final class ScriptedMachine: Sendable {
  private let kernel: Mutex<ScriptedKernel>

  init(_ profile: KernelProfile) { kernel = Mutex(ScriptedKernel(profile)) }

  /// Does something in the kernel, now.
  func perform<Result: Sendable, Failure: Error>(
    _ body: (inout ScriptedKernel) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try kernel.withLock { kernel throws(Failure) in
      kernel.now = KernelInstant(nanoseconds: Clocks.monotonic)
      return try body(&kernel)
    }
  }

  func happen(_ payload: ProcessEvent.Payload, cpu: UInt32 = 0) {
    perform { $0.happen(payload, cpu: cpu) }
  }

  /// The exits of processes one after the other, numbered from `first`.
  func exits(_ count: Int, from first: Int32 = 1, code: UInt8 = 0, cpu: UInt32 = 0) {
    for id in first..<(first + Int32(count)) { happen(.exit(of: id, code: code), cpu: cpu) }
  }

  /// Another client that listens to everything and never reads.
  @discardableResult
  func otherListener() throws -> ScriptedKernel.SocketID {
    try perform { kernel in
      let id = kernel.openSocket()
      try kernel.join(id)
      try kernel.send(ConnectorRequest(.listen, token: 0x7000_0000).encoded().span, from: id)
      return id
    }
  }

  var listenerCount: Int { perform { $0.listenerCount } }
}

/// Ids above any that a kernel gives, so that a look at the real `/proc` finds them gone.
let unusedIDs: Int32 = 0x4000_0000

extension ProcessEvent.Payload {
  static func exit(of id: Int32, code: UInt8 = 0, parent: Int32 = 1) -> ProcessEvent.Payload {
    .exit(
      ThreadExit(
        task: TaskID(leaderOf: ProcessID(id)), status: .exited(code: code), exitSignal: 17,
        parent: TaskID(leaderOf: ProcessID(parent))))
  }

  /// The exit of a thread that is not its process's first.
  static func exit(ofThread thread: Int32, of id: Int32, code: UInt8 = 0) -> ProcessEvent.Payload {
    .exit(
      ThreadExit(
        task: TaskID(thread: ThreadID(thread), process: ProcessID(id)), status: .exited(code: code),
        exitSignal: .max, parent: TaskID(leaderOf: ProcessID(0))))
  }

  static func fork(of id: Int32, parent: Int32 = 1) -> ProcessEvent.Payload {
    .fork(
      Fork(
        parent: TaskID(leaderOf: ProcessID(parent)), child: TaskID(leaderOf: ProcessID(id))))
  }

  static func fork(ofThread thread: Int32, of id: Int32) -> ProcessEvent.Payload {
    .fork(
      Fork(
        parent: TaskID(leaderOf: ProcessID(1)),
        child: TaskID(thread: ThreadID(thread), process: ProcessID(id))))
  }
}
