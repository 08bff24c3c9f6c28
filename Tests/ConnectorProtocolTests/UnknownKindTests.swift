import ConnectorProtocol
import ProcessEvents
import Testing

/// What a later kernel may send.
@Suite("Unknown kinds")
struct UnknownKindTests {
  static func frame(what: UInt32) -> [UInt8] {
    var bytes = GoldenFrame.failure.bytes
    for index in 0..<4 { bytes[36 + index] = UInt8(truncatingIfNeeded: what >> (8 * index)) }
    for index in 52..<76 { bytes[index] = UInt8(index) }
    return bytes
  }

  @Test(
    "An event of a kind that we do not know survives, with all its data",
    arguments: [0x8, 0x10, 0x400, 0x1000_0000, 0x2000_0000, 0x3, 0x8000_0001, .max] as [UInt32])
  func survives(what: UInt32) throws {
    let bytes = UnknownKindTests.frame(what: what)
    let message = try bytes.asMessage()
    guard case .event(let event) = message, case .unknown(let unknown) = event.payload else {
      Issue.record("not unknown: \(message)")
      return
    }
    #expect(unknown.what == what)
    #expect((0..<24).allSatisfy { unknown.data[$0] == UInt8($0 + 52) })
    #expect(event.kind == EventMask(rawValue: what))
    #expect(event.task == nil)
    #expect(message.encoded() == bytes)
  }
}
