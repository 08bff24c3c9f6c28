import ConnectorHub
import ConnectorProtocol
import ConnectorService
import Foundation
import KernelInterface
import ProcessEvents
import Testing

@Suite("Connections to the connector's socket")
struct ConnectionTests {
  @Test("A client that goes away is removed, in whichever way", arguments: [0, 1, 2])
  func gone(way: Int) throws {
    let bench = try TestServer()
    let before = try Files.openDescriptorCount()
    var client: TestClient? = try bench.connect()
    try client?.listen()
    bench.settle()
    #expect(bench.server.counters().clients == 1)
    // With something for it under way; only who has room is found to read no more.
    bench.publish((1...(way == 2 ? 10 : 1000)).map { .exec($0) })
    bench.settle()
    switch way {
    case 0: client = nil
    case 1: shutdown(client!.socket.rawDescriptor, Int32(SHUT_WR))
    default: shutdown(client!.socket.rawDescriptor, Int32(SHUT_RD))
    }
    bench.publish([.exec(1)])
    bench.settle()
    bench.settle()
    #expect(bench.server.counters().clients == 0)
    #expect(bench.server.hub.counters().listeners == 0)
    client = nil
    #expect(try Files.openDescriptorCount() == before)
  }

  @Test("More than there may be are closed at once, and others take the places of those who go")
  func tooMany() throws {
    var limits = ServerLimits()
    limits.clients = 0
    let bench = try TestServer(limits)
    let places = HostFacts.effectiveUser == 0 ? 16 : 0
    var clients = try (0..<places).map { _ in try bench.connect() }
    bench.settle()
    let late = try bench.connect()
    bench.settle()
    #expect(try late.isClosed())
    for client in clients { #expect(try !client.isClosed()) }
    #expect(bench.server.counters().refused == 1)
    guard !clients.isEmpty else { return }
    clients.removeLast()
    bench.settle()
    let next = try bench.connect()
    bench.settle()
    #expect(try !next.isClosed())
  }

  @Test("The socket takes the place of one that was left, and goes with its server")
  func file() throws {
    let path = NSTemporaryDirectory() + "pmon-connector-\(UUID().uuidString)"
    // A file that stays, as after a crash.
    let left = try PacketListener(bindingTo: path, mode: 0o600)
    _ = consume left
    #expect(try !SocketFile.isServed(path, byPackets: true))
    var server: ConnectorServer? = try ConnectorServer(path)
    #expect(try SocketFile.isServed(path, byPackets: true))
    #expect(try SocketFile.isServed(path), "also for who would listen for a stream")
    server?.serve()
    #expect(FileManager.default.fileExists(atPath: path))
    server = nil
    #expect(!FileManager.default.fileExists(atPath: path))
    // What another has put there meanwhile is not taken away.
    server = try ConnectorServer(path)
    try FileManager.default.removeItem(atPath: path)
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    server = nil
    #expect(FileManager.default.fileExists(atPath: path))
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: SystemCallError.self) { try ConnectorServer("/nowhere/at/all") }
  }

  @Test("Its address ends before the place of a netlink port")
  func address() throws {
    let bench = try TestServer()
    let client = try bench.connect()
    try client.listen()
    bench.settle()
    var (buffer, address) = ([UInt8](repeating: 0, count: 76), [UInt8](repeating: 0xFF, count: 12))
    var length = socklen_t(address.count)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe address.withUnsafeMutableBytes { name in
        unsafe recvfrom(
          client.socket.rawDescriptor, bytes.baseAddress, bytes.count, 0,
          name.baseAddress?.assumingMemoryBound(to: sockaddr.self), &length)
      }
    }
    #expect(count == 76)
    // C: `offsetof(struct sockaddr_nl, nl_pid)`
    #expect(length <= 4)
    #expect(address[4..<8].allSatisfy { $0 == 0xFF })
  }

  @Test("Listeners of the server's owner are in the same hub")
  func embedded() throws {
    let bench = try TestServer()
    let id = try bench.server.hub.open()
    let client = try bench.connect()
    try client.listen()
    bench.settle()
    _ = try client.all()
    let request = ConnectorRequest(.listen, mask: nil, token: 1).encoded()
    bench.server.hub.receive(
      request.span, from: id, at: KernelInstant(nanoseconds: 1))
    bench.publish([.exec(3)])
    bench.settle()
    #expect(bench.server.readableListeners == [id])
    #expect(bench.server.hub.counters(of: id).waiting == 2)
    #expect(try client.all().map(\.process) == [3])
  }
}
