import Foundation
import KernelInterface
import Synchronization
import Testing

/// A connection to a daemon, byte by byte.
final class APIConnection: Sendable {
  private let end: End
  private let received = Mutex<[UInt8]>([])

  private final class End: Sendable {
    let socket: StreamSocket

    init(_ path: String) throws { socket = try Self.connect(path) }

    /// Waits for room in the queue of those that have not been accepted.
    private static func connect(_ path: String) throws(SystemCallError) -> StreamSocket {
      for _ in 0..<1000 {
        do {
          return try StreamSocket(connectingTo: .local(path: path))
        } catch {
          if error.errno != .wouldBlock { throw error }
        }
        ProcessActions.sleep(milliseconds: 10)
      }
      return try StreamSocket(connectingTo: .local(path: path))
    }
  }

  private static let nobody: UInt32 = 65_534

  /// - Parameter isNobody: as the user nobody, not as this process's.
  init(_ path: String, asNobody isNobody: Bool = false) throws {
    end = isNobody ? try Self.connectAsNobody(path) : try End(path)
  }

  /// The kernel notes the effective ids of the thread that connects.
  private static func connectAsNobody(_ path: String) throws -> End {
    let result = Mutex<Result<End, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Foundation.Thread.detachNewThread {
      let outcome = Result {
        try ThreadCredentials.assume(user: nobody, group: nobody, groups: [nobody])
        return try End(path)
      }
      result.withLock { $0 = outcome }
      done.signal()
    }
    done.wait()
    return try result.withLock { try #require($0).get() }
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard try end.socket.wait(toWrite: true, timeout: 30_000_000_000, interruptedBy: -1) else {
        throw Silence()
      }
      rest = rest.dropFirst(try sendPart(Array(rest)))
    }
  }

  /// - Returns: how much there was room for.
  private func sendPart(_ bytes: [UInt8]) throws(SystemCallError) -> Int {
    do {
      return try end.socket.send(bytes.span)
    } catch {
      if error.errno == .wouldBlock { return 0 }
      throw error
    }
  }

  struct Silence: Error {}

  /// Receives what comes next, and keeps it.
  ///
  /// - Returns: whether there was anything; the other end may have closed before it had read all.
  private func receivePart() throws -> Bool {
    guard try end.socket.wait(toWrite: false, timeout: 60_000_000_000, interruptedBy: -1) else {
      throw Silence()
    }
    guard let part = try? end.socket.receive(atMost: 65_536), !part.isEmpty else { return false }
    received.withLock { $0 += part }
    return true
  }

  /// All that comes until the server closes.
  func receiveAll() throws -> String {
    while try receivePart() {}
    return String(decoding: received.withLock { $0 }, as: UTF8.self)
  }

  /// All that has come so far, once something in it is true.
  func text(once isEnough: (String) -> Bool) throws -> String {
    while true {
      let text = String(decoding: received.withLock { $0 }, as: UTF8.self)
      if isEnough(text) { return text }
      guard try receivePart() else { return text }
    }
  }

  /// The next answer; nil where the connection ends first.
  func reply(hasBody: Bool = true) throws -> Reply? {
    repeat {
      let reply = received.withLock { received in
        let reply = Reply(received, hasBody: hasBody)
        received.removeFirst(reply?.length ?? 0)
        return reply
      }
      if let reply { return reply }
    } while try receivePart()
    return nil
  }

  /// Sends a request and waits for its answer, which has to be as the API's description says.
  @discardableResult
  func request(
    _ method: String, _ target: String, _ body: String? = nil,
    type: String = "application/json", header: String = ""
  ) throws -> Reply {
    var text = "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n" + header
    if let body {
      text += "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
    }
    try send(text + "\r\n" + (body ?? ""))
    let reply = try #require(
      try reply(hasBody: method != "HEAD"), "no answer to \(method) \(target)")
    if method != "HEAD" { OpenAPIDocument.shared.check(reply, method, target) }
    return reply
  }

  func get(_ target: String) throws -> Reply { try request("GET", target) }
}
