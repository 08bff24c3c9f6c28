import CLinux
import Glibc
import KernelInterface
import Synchronization

/// A listening socket that keeps datagrams apart, in a folder of its own that goes with it.
struct ListeningPackets: ~Copyable, Sendable {
  private let folder: String
  let path: String
  private let descriptor: OwnedDescriptor

  private static let number = Atomic<Int>(0)

  init(backlog: Int32 = 64) throws {
    let number = Self.number.wrappingAdd(1, ordering: .relaxed).newValue
    let folder = "/tmp/pmon-hub-\(HostFacts.processID)-\(number)"
    let path = "\(folder)/connector.sock"
    try SocketFile.makeFolder(folder, mode: 0o755)
    let descriptor = OwnedDescriptor(
      owning: try systemCall("socket") {
        socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0)
      })
    let raw = descriptor.rawValue
    try systemCall("bind") { unsafe clinux_bind_path(raw, path, path.utf8.count) }
    try systemCall("listen") { listen(raw, backlog) }
    self.folder = folder
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    unsafe unlink(path)
    unsafe rmdir(folder)
  }

  var rawDescriptor: Int32 { descriptor.rawValue }

  func accept() throws -> AcceptedPackets {
    let raw = descriptor.rawValue
    let accepted = try systemCall("accept") { Glibc.accept(raw, nil, nil) }
    _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
    return AcceptedPackets(OwnedDescriptor(owning: accepted))
  }
}

/// The server's end of a connection.
final class AcceptedPackets: Sendable {
  private let descriptor: OwnedDescriptor

  init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  /// Ends the connection even if a child of another test has inherited it.
  deinit { shutdown(descriptor.rawValue, Int32(SHUT_RDWR)) }

  var rawDescriptor: Int32 { descriptor.rawValue }

  /// - Returns: whether there was room for it; also where nobody is left to receive it.
  func send(_ datagram: Span<UInt8>) -> Bool {
    let count = unsafe datagram.withUnsafeBytes {
      unsafe Glibc.send(
        descriptor.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
    return count >= 0 || Errno.last != .wouldBlock
  }

  /// The next datagram; nil where none waits, and empty at the end.
  func receive() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = unsafe recv(descriptor.rawValue, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    if count < 0 { return Errno.last == .wouldBlock ? nil : [] }
    return Array(bytes.prefix(count))
  }

  /// Bounds what is sent and not received, to what a few datagrams take.
  func setSendBuffer(bytes: Int32) {
    var bytes = bytes
    let size = socklen_t(MemoryLayout<Int32>.size)
    _ = unsafe setsockopt(descriptor.rawValue, SOL_SOCKET, SO_SNDBUF, &bytes, size)
  }
}
