import CLinux
import KernelInterface
import Synchronization

/// Answers requests on a Unix socket as it is told, one connection after the other; badly, too.
final class ScriptedDaemon: Sendable {
  struct Request: Hashable, Sendable {
    /// Such as `GET /v1/status`.
    var line: String
    var body: String
  }

  enum Reply: Sendable {
    /// The bytes, and the end of the connection.
    case bytes([UInt8])
    /// The bytes one by one, each in a packet of its own where the reader keeps up.
    case trickle([UInt8])
    /// The beginning, then the rest for ever.
    case endless([UInt8], repeating: [UInt8])
    /// The bytes, and then nothing until the client leaves.
    case stall([UInt8])
    /// Nothing is even read.
    case hangUp

    /// An answer that is as it should be.
    static func json(_ body: String, status: Int = 200) -> Reply {
      .bytes(ScriptedDaemon.answer(status, body: body))
    }

    static func problem(_ status: Int, _ detail: String, fields: String = "") -> Reply {
      .bytes(
        ScriptedDaemon.answer(
          status, type: "application/problem+json", fields: fields,
          body: #"{"type":"about:blank","title":"No","status":\#(status),"detail":"\#(detail)"}"#))
    }
  }

  let path: String
  private let folder: TemporaryFolder
  private let listening: Int32
  private let stop: EventDescriptor
  private let thread: Mutex<KernelInterface.Thread?> = Mutex(nil)
  private let record = Record()

  static func answer(
    _ status: Int, type: String = "application/json", fields: String = "", body: String
  ) -> [UInt8] {
    Array(
      "HTTP/1.1 \(status) Words\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(fields)\r\n\(body)"
        .utf8)
  }

  init(_ reply: @escaping @Sendable (Request) -> Reply) throws {
    folder = try TemporaryFolder()
    path = folder.path("pmon.sock")
    stop = try EventDescriptor()
    listening = try listen(at: path)
    // It must not keep itself alive.
    let (listening, stop) = (listening, stop.rawDescriptor)
    let script = Script(reply: reply, record: record)
    try thread.withLock { slot in
      slot = try KernelInterface.Thread {
        while let client = accepted(listening, stop) { script.serve(client, stop) }
      }
    }
  }

  /// The same for all requests.
  convenience init(always reply: Reply) throws { try self.init { _ in reply } }

  deinit {
    stop.signal()
    thread.withLock { if let thread = $0.take() { thread.join() } }
    close(listening)
  }

  var requests: [Request] { record.requests.withLock { $0 } }
  var lines: [String] { requests.map(\.line) }
}

/// A socket that listens at a path, with room for one who waits.
func listen(at path: String, backlog: Int32 = 16) throws -> Int32 {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
  let bound = unsafe withUnsafePointer(to: &address) {
    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
  guard bound == 0, listen(descriptor, backlog) == 0 else { throw SystemCallError("bind") }
  return descriptor
}

/// The next client; nil when the server is to stop.
private func accepted(_ listening: Int32, _ stop: Int32) -> Int32? {
  guard let found = try? pollReadable(listening, stop, timeout: nil), !found.contains(.second)
  else { return nil }
  let client = accept(listening, nil, nil)
  return client < 0 ? nil : client
}

/// What a server was asked.
private final class Record: Sendable {
  let requests: Mutex<[ScriptedDaemon.Request]> = Mutex([])
}

/// What a server does with one client.
private struct Script: Sendable {
  let reply: @Sendable (ScriptedDaemon.Request) -> ScriptedDaemon.Reply
  let record: Record

  func serve(_ client: Int32, _ stop: Int32) {
    defer { close(client) }
    guard let request = readRequest(client, stop) else { return }
    record.requests.withLock { $0.append(request) }
    switch reply(request) {
    case .bytes(let bytes): _ = write(bytes, client)
    case .trickle(let bytes): for byte in bytes where !write([byte], client) { return }
    case .endless(let beginning, let rest):
      guard write(beginning, client) else { return }
      while write(rest, client) {}
    case .stall(let bytes):
      _ = write(bytes, client)
      _ = try? pollReadable(client, stop, timeout: nil)
    case .hangUp: return
    }
  }

  private func write(_ bytes: [UInt8], _ client: Int32) -> Bool {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes {
        unsafe send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      start += count
    }
    return true
  }

  /// Reads a head and as much of a body as it says.
  private func readRequest(_ client: Int32, _ stop: Int32) -> ScriptedDaemon.Request? {
    var text: [UInt8] = []
    while true {
      let whole = String(decoding: text, as: UTF8.self)
      if let blank = whole.firstRange(of: "\r\n\r\n") {
        let head = whole[..<blank.lowerBound].split(separator: "\r\n")
        let length =
          head.first { $0.hasPrefix("Content-Length: ") }
          .flatMap { Int($0.dropFirst("Content-Length: ".count)) } ?? 0
        let body = whole[blank.upperBound...]
        if body.utf8.count >= length {
          let line = head.first?.split(separator: " ").dropLast().joined(separator: " ") ?? ""
          return ScriptedDaemon.Request(line: line, body: String(body))
        }
      }
      guard let found = try? pollReadable(client, stop, timeout: nil), !found.contains(.second)
      else { return nil }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = unsafe read(client, &buffer, buffer.count)
      if count <= 0 { return nil }
      text += buffer[..<count]
    }
  }
}
