import Glibc
import KernelInterface
import Synchronization

/// A listening socket that keeps datagrams apart, in a folder of its own that goes with it.
struct ListeningPackets: ~Copyable, Sendable {
  private let folder: String
  let path: String
  private let listener: PacketListener

  private static let number = Atomic<Int>(0)

  init() throws {
    let number = Self.number.wrappingAdd(1, ordering: .relaxed).newValue
    let folder = "/tmp/pmon-hub-\(HostFacts.processID)-\(number)"
    let path = "\(folder)/connector.sock"
    try SocketFile.makeFolder(folder, mode: 0o755)
    listener = try PacketListener(bindingTo: path, mode: 0o666)
    self.folder = folder
    self.path = path
  }

  deinit {
    unsafe unlink(path)
    unsafe rmdir(folder)
  }

  var rawDescriptor: Int32 { listener.rawDescriptor }

  func accept() throws -> AcceptedPackets { AcceptedPackets(try listener.accept()) }
}

/// The server's end of a connection.
final class AcceptedPackets: Sendable {
  private let socket: PacketSocket

  init(_ socket: consuming PacketSocket) { self.socket = socket }

  /// Ends the connection even if a child of another test has inherited it.
  deinit { shutdown(socket.rawDescriptor, Int32(SHUT_RDWR)) }

  /// - Returns: whether there was room for it; also where nobody is left to receive it.
  func send(_ datagram: Span<UInt8>) -> Bool {
    do { try socket.send(datagram) } catch { return error.errno != .wouldBlock }
    return true
  }

  /// The next datagram; nil where none waits, and empty at the end.
  func receive() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    do {
      let count = try socket.receive(into: &bytes)
      return Array(bytes.prefix(count))
    } catch {
      return error.errno == .wouldBlock ? nil : []
    }
  }

  /// Bounds what is sent and not received, to what a few datagrams take.
  func setSendBuffer(bytes: Int32) { try? socket.setSendBuffer(bytes: bytes) }
}
