import Foundation
import KernelInterface
import TestSupport
import Testing

extension DaemonTests {
  @Suite("The daemon's connector")
  struct ConnectorTests {
    private func connector(of daemon: DaemonProgram) -> String {
      daemon.folder + "/run/connector.sock"
    }

    /// nlmsghdr, cn_msg and PROC_CN_MCAST_LISTEN, without a mask.
    private static let listen: [UInt8] =
      [40, 0, 0, 0, 3, 0] + [UInt8](repeating: 0, count: 10) + [1, 0, 0, 0, 1, 0, 0, 0]
      + [UInt8](repeating: 0, count: 8) + [4, 0, 0, 0, 1, 0, 0, 0]

    /// Waits for a datagram and gives its length: 0 at the end, nil where none comes in 30 s.
    private func receive(_ client: borrowing PacketSocket) throws -> Int? {
      _ = try pollReadable(client.rawDescriptor, timeout: 30_000_000_000)
      var buffer = [UInt8](repeating: 0, count: 128)
      do {
        return try client.receive(into: &buffer)
      } catch {
        if error.errno == .wouldBlock { return nil }
        throw error
      }
    }

    @Test("A second daemon leaves it alone, and says which key to change")
    func second() throws {
      let daemon = try DaemonProgram()
      let configuration = daemon.folder + "/second.yaml"
      try """
      paths:
        journal: \(daemon.folder)/second/journal.sqlite
        socket: \(daemon.folder)/run/second.sock
        connector: \(connector(of: daemon))
      """.write(toFile: configuration, atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(filePath: DaemonProgram.binary)
      process.arguments = ["--config", configuration, "--no-keeper"]
      let pipe = Foundation.Pipe()
      process.standardError = pipe
      try process.run()
      let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      let text = String(decoding: data, as: UTF8.self)
      #expect(text.contains("Another daemon listens at \(connector(of: daemon))"), "\(text)")
      #expect(text.contains("another \"connector\" in \"paths\""), "\(text)")
      let client = try PacketSocket(connectingTo: connector(of: daemon))
      try client.send(Self.listen.span)
      #expect(try receive(client) == 76)
    }

    @Test("Clients of one that is killed get the end, and the next one takes its place")
    func killed() throws {
      let daemon = try DaemonProgram()
      let client = try PacketSocket(connectingTo: connector(of: daemon))
      try client.send(Self.listen.span)
      #expect(try receive(client) == 76)
      daemon.send(signal: 9)
      var length: Int?
      repeat { length = try receive(client) } while length == 76
      #expect(length == 0)
      #expect(daemon.wait() == 9)
      let next = try DaemonProgram(in: daemon.folder, "", ["--no-keeper"])
      #expect(next.waitForLog("listening at"))
      let another = try PacketSocket(connectingTo: connector(of: next))
      try another.send(Self.listen.span)
      #expect(try receive(another) == 76)
    }

    @Test("However many clients come, descriptors are left for the API")
    func descriptors() throws {
      let folder = "/tmp/pmon-service-\(UUID())"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      let daemon = try DaemonProgram(
        in: folder, "", ["--no-keeper"],
        launcher: ["/bin/sh", "-c", "ulimit -n 400 && exec \"$0\" \"$@\"", DaemonProgram.binary])
      try #require(daemon.waitForLog("listening at"), "\(daemon.text)")
      var clients: [Client] = []
      var refused = 0
      for _ in 0..<300 {
        let client = Client(try PacketSocket(connectingTo: connector(of: daemon)))
        // Who is closed at once may be so before this is sent.
        try? client.socket.send(Self.listen.span)
        if (try? receive(client.socket)) == 76 { clients.append(client) } else { refused += 1 }
      }
      #expect(clients.count >= 34 && clients.count <= 50, "a quarter, of which each takes two")
      #expect(refused + clients.count == 300)
      let held = try (0..<20).map { _ in try APIConnection(daemon.socket) }
      for connection in held { #expect(try connection.get("/healthz").status == 200) }
      let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd")
      #expect(open.count < 250)
    }

    private final class Client {
      let socket: PacketSocket
      init(_ socket: consuming PacketSocket) { self.socket = socket }
    }
  }
}
