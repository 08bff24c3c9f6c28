import ConnectorProtocol
import ProcessEvents

/// A datagram for the connector, right or wrong.
struct Datagram: Hashable, CustomStringConvertible {
  let bytes: [UInt8]
  let description: String

  init(_ operation: ConnectorRequest.Operation, mask: UInt32? = nil, token: UInt32) {
    bytes = ConnectorRequest(operation, mask: mask, token: token).encoded()
    let masked = mask.map { " 0x" + String($0, radix: 16) } ?? ""
    description = "operation \(operation.rawValue)\(masked), token 0x\(String(token, radix: 16))"
  }

  /// The same with other bytes.
  init(_ original: Datagram, _ name: String, _ change: (inout [UInt8]) -> Void) {
    var bytes = original.bytes
    change(&bytes)
    self.bytes = bytes
    description = "\(original.description), \(name), \(bytes.count) bytes"
  }
}

extension Randomness {
  mutating func datagram(token: UInt32) -> Datagram {
    let operation = choose(
      [
        (8, ConnectorRequest.Operation.listen), (3, .ignore), (2, .init(rawValue: bits())),
        (1, .init(rawValue: 0)), (1, .init(rawValue: 3)),
      ].map { (weight: $0.0, choice: $0.1) })
    let original = Datagram(operation, mask: number(0...3) == 0 ? nil : mask(), token: token)
    return number(0...3) == 0 ? spoiled(original) : original
  }

  private mutating func mask() -> UInt32 {
    let kinds = EventMask.names.map(\.mask)
    switch number(0...9) {
    case 0: return 0
    case 1: return .max
    case 2: return EventMask.all.rawValue
    case 3: return bits() & ~EventMask.all.rawValue
    case 4: return EventMask.nonzeroExit.rawValue | kinds[number(0...kinds.count - 1)].rawValue
    case 5: return kinds[number(0...kinds.count - 1)].rawValue | 0x1000
    case 6: return EventMask.all.rawValue & bits()
    default: return kinds[number(0...kinds.count - 1)].rawValue
    }
  }

  /// A datagram with something about it that is odd, which the kernel may or may not mind.
  private mutating func spoiled(_ original: Datagram) -> Datagram {
    let count = original.bytes.count
    let byte = UInt8(truncatingIfNeeded: next())
    let length = number(0...count + 60)
    switch number(0...7) {
    case 0:
      return Datagram(original, "cut or longer") { bytes in
        bytes = Array((bytes + [UInt8](repeating: byte, count: 60)).prefix(max(1, length)))
      }
    case 1: return Datagram(original, "header states \(length)") { $0[0] = UInt8(length) }
    case 2:
      return Datagram(original, "cut or longer, and says so") { bytes in
        bytes = Array((bytes + [UInt8](repeating: byte, count: 60)).prefix(max(4, length)))
        bytes[0] = UInt8(bytes.count)
      }
    case 3:
      let payload = UInt8(number(0...12))
      return Datagram(original, "connector states \(payload)") { bytes in
        bytes += [UInt8](repeating: byte, count: 20)
        bytes[0] = UInt8(bytes.count)
        bytes[32] = payload
      }
    case 4: return Datagram(original, "connector states a lot") { $0[33] = byte | 1 }
    case 5:
      let place = number(16...23)
      return Datagram(original, "id's byte \(place) is \(byte)") { $0[place] = byte }
    case 6:
      // Type, flags, sequence and port of the one header, sequence and flags of the other.
      let places = Array(4..<16) + Array(24..<28) + Array(34..<36)
      return Datagram(original, "fields that do not matter") { bytes in
        for place in places { bytes[place] = byte }
      }
    default: return Datagram(original, "header states a lot") { $0[2] = byte | 1 }
    }
  }
}
