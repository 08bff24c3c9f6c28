import ConnectorProtocol
import ProcessEvents

/// What a socket gave, made comparable.
enum Item: Hashable, CustomStringConvertible {
  case datagram([UInt8])
  /// Some were lost. C: `ENOBUFS`
  case overflow

  /// A message's CPU and number, which name it.
  struct Name: Hashable {
    var cpu: UInt32
    var sequence: UInt32
  }

  /// The datagram without what the kernel alone decides: its number, and of an acknowledgement CPU and time.
  init(_ bytes: [UInt8], _ message: ConnectorMessage) {
    var bytes = bytes
    var places = Array(8..<12) + Array(24..<28)
    if case .acknowledgement = message { places += Array(40..<52) }
    for place in places { bytes[place] = 0 }
    self = .datagram(bytes)
  }

  var description: String {
    guard case .datagram(let bytes) = self else { return "ENOBUFS" }
    guard let message = bytes.asMessage else { return "\(bytes)" }
    switch message {
    case .acknowledgement(let answer):
      return "ack 0x\(String(answer.token, radix: 16)) error \(answer.error)"
    case .event(let event): return "\(event.kind) of \(event.task?.thread.rawValue ?? 0)"
    }
  }
}

extension ConnectorMessage {
  var name: Item.Name {
    switch self {
    case .event(let event): Item.Name(cpu: event.cpu, sequence: event.sequence)
    case .acknowledgement(let answer): Item.Name(cpu: answer.cpu, sequence: answer.sequence)
    }
  }
}

extension [UInt8] {
  var asMessage: ConnectorMessage? { unsafe try? ConnectorMessage(decoding: span.bytes) }
}

/// A difference between the kernel and the hub, or something that makes comparing impossible.
enum Difference: Error, CustomStringConvertible {
  case found(String)
  /// Others have disturbed the script, which can be done again.
  case disturbed(String)

  var description: String {
    switch self {
    case .found(let text): text
    case .disturbed(let text): "disturbed: \(text)"
    }
  }
}
