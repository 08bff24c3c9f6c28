import ConnectorHub
import ConnectorProtocol
import ConnectorService
import Foundation
import KernelInterface
import ProcessEvents

/// A server whose clients are in the same thread, so that everything happens in a known order.
final class TestServer {
  let server: ConnectorServer
  let path: String

  init(_ limits: ServerLimits = ServerLimits()) throws {
    path = NSTemporaryDirectory() + "pmon-connector-\(UUID().uuidString)"
    server = try ConnectorServer(path, limits: limits)
  }

  func connect() throws -> TestClient { try TestClient(path) }

  /// Has the server do all that there is to do.
  func settle() {
    for _ in 0..<2 {
      var turns = 0
      repeat {
        server.serve()
        server.deliver()
        turns += 1
      } while (server.hasUndelivered || turns < 40) && turns < 10_000
    }
  }

  func publish(_ payloads: [ProcessEvent.Payload]) {
    let events = payloads.map { ProcessEvent.test($0) }
    var facts = NoFacts()
    server.publish(events.span, facts: &facts)
  }
}

struct NoFacts: EventFacts {
  mutating func take(_ event: ProcessEvent) -> Set<PIDNamespace> { [] }
}

/// A client's end.
final class TestClient {
  let socket: PacketSocket

  init(_ path: String) throws { socket = try PacketSocket(connectingTo: path) }

  func send(_ bytes: [UInt8]) throws { try socket.send(bytes.span) }

  func listen(_ mask: UInt32? = nil, token: UInt32 = 1) throws {
    try send(ConnectorRequest(.listen, mask: mask, token: token).encoded())
  }

  /// The next datagram; nil where none waits, empty at the end.
  func next() throws -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 200)
    do {
      let count = try socket.receive(into: &buffer)
      return Array(buffer.prefix(count))
    } catch {
      if error.errno == .wouldBlock { return nil }
      throw error
    }
  }

  /// All that waits.
  func all() throws -> [Heard] {
    var heard: [Heard] = []
    while let datagram = try next(), !datagram.isEmpty { heard.append(Heard(datagram)) }
    return heard
  }

  func isClosed() throws -> Bool {
    while let datagram = try next() { if datagram.isEmpty { return true } }
    return false
  }
}

enum Heard: Hashable {
  case message(ConnectorMessage)
  case lost(UInt64)
  case other([UInt8])

  init(_ datagram: [UInt8]) {
    if let overrun = unsafe ConnectorOverrun(decoding: datagram.span.bytes) {
      self = .lost(overrun.count)
    } else if let message = unsafe try? ConnectorMessage(decoding: datagram.span.bytes) {
      self = .message(message)
    } else {
      self = .other(datagram)
    }
  }

  /// The process of an event.
  var process: Int32? {
    guard case .message(.event(let event)) = self else { return nil }
    return event.task?.process.rawValue
  }

  var lost: UInt64? { if case .lost(let count) = self { count } else { nil } }

  var answer: Acknowledgement? {
    if case .message(.acknowledgement(let answer)) = self { answer } else { nil }
  }
}

extension ProcessEvent {
  static func test(_ payload: Payload, at time: UInt64 = 7) -> ProcessEvent {
    ProcessEvent(time: KernelInstant(nanoseconds: time), cpu: 0, sequence: 99, payload: payload)
  }
}

extension ProcessEvent.Payload {
  static func exec(_ id: Int32) -> ProcessEvent.Payload { .exec(TaskID(leaderOf: ProcessID(id))) }

  static func fork(_ id: Int32, parent: Int32) -> ProcessEvent.Payload {
    .fork(
      Fork(parent: TaskID(leaderOf: ProcessID(parent)), child: TaskID(leaderOf: ProcessID(id))))
  }

  static func uid(_ id: Int32, _ user: UInt32) -> ProcessEvent.Payload {
    .uid(CredentialChange(task: TaskID(leaderOf: ProcessID(id)), real: 0, effective: user))
  }
}
