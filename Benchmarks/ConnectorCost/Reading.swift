import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// A process of clients of one user that want the same, and read whatever comes until the server ends.
enum Reading {
  struct Outcome {
    var received: UInt64 = 0
    var lost: UInt64 = 0
    /// Nanoseconds
    var cpu: UInt64 = 0
  }

  private final class Client {
    let socket: PacketSocket
    init(_ path: String) throws { socket = try PacketSocket(connectingTo: path) }
  }

  /// Starts one.
  static func start(
    path: String, user: UInt32, clients: Int, mask: EventMask
  ) throws -> ChildProcess {
    try ChildProcess(
      [
        "/proc/self/exe", "read", path, "\(user)", "\(clients)",
        String(mask.rawValue, radix: 16),
      ], quiet: false)
  }

  /// What became of one that has ended.
  static func outcome(of child: ChildProcess, path: String) throws -> Outcome {
    guard try child.wait() == 0 else { fatalError("a reader has failed") }
    let words = try Files.text(of: "\(path).\(child.id)").split(separator: " ").map { UInt64($0)! }
    return Outcome(received: words[0], lost: words[1], cpu: words[2])
  }

  static func run(path: String, user: UInt32, clients count: Int, mask: UInt32) throws {
    let id = HostFacts.processID
    // While it still may be made there.
    let file = try OwnedDescriptor.open("\(path).\(id)", flags: 0o101, mode: 0o600)
    if user != 0 { try ThreadCredentials.become(user: user, group: user) }
    let clients = try (0..<count).map { _ in try Client(path) }
    let epoll = try Epoll()
    let request = ConnectorRequest(.listen, mask: mask, token: 1).encoded()
    for (place, client) in clients.enumerated() {
      try epoll.add(client.socket.rawDescriptor, token: UInt64(place))
      try client.socket.send(request.span)
    }
    var outcome = Outcome()
    var open = count
    var buffer = [UInt8](repeating: 0, count: 128)
    while open > 0 {
      var ready: [Int] = []
      try epoll.wait(atMost: nil) { token, _ in ready.append(Int(token)) }
      for place in ready {
        while let length = try? clients[place].socket.receive(into: &buffer) {
          if length == 0 {
            epoll.remove(clients[place].socket.rawDescriptor)
            open -= 1
            break
          }
          if let overrun = unsafe ConnectorOverrun(
            decoding: buffer.span.extracting(0..<length).bytes)
          {
            outcome.lost += overrun.count
          } else {
            outcome.received += 1
          }
        }
      }
    }
    let text = Array("\(outcome.received) \(outcome.lost) \(Clocks.processCPU)".utf8)
    try Files.write(text.span, to: file.rawValue)
  }
}
