import ConnectorProtocol
import TestSupport
import Testing

@Suite("Requests")
struct ConnectorRequestTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let request: ConnectorRequest

    init(_ fields: [String], _ request: ConnectorRequest) {
      bytes = Hexadecimal.bytes(fields.joined())
      self.request = request
    }

    var testDescription: String { "\(request)" }
  }

  /// Requests that a Linux 6.18 answered.
  static let golden = [
    Golden(
      [
        "28000000 0300 0000 00000000 00000000",  // nlmsghdr: length 40, type 3, the rest 0
        "01000000 01000000 00000000",  // cn_msg: id 1.1, sequence 0
        "00100000 0400 0000",  // acknowledgement 0x1000, length 4, flags
        "01000000",  // LISTEN
      ],
      ConnectorRequest(.listen, token: 0x1000)),
    Golden(
      [
        "2c000000 0300 0000 00000000 00000000",  // nlmsghdr: length 44, type 3, the rest 0
        "01000000 01000000 00000000",  // cn_msg: id 1.1, sequence 0
        "00200000 0800 0000",  // acknowledgement 0x2000, length 8, flags
        "07000000",  // an operation that there is not
        "ffffffff",  // all kinds
      ],
      ConnectorRequest(.init(rawValue: 7), mask: .max, token: 0x2000)),
  ]

  @Test("A request is encoded as the kernel takes it, and reads back", arguments: golden)
  func bothWays(golden: Golden) throws {
    #expect(golden.request.encoded() == golden.bytes)
    #expect(try golden.bytes.asRequest() == golden.request)
  }

  @Test(
    "With a mask it has 8 bytes, without one 4; a mask of 0 is one, too",
    arguments: [nil, 0, 1, 0x2000_0000, 0xE000_03C7, .max] as [UInt32?])
  func masks(mask: UInt32?) throws {
    for operation in [ConnectorRequest.Operation.listen, .ignore] {
      let request = ConnectorRequest(operation, mask: mask, token: .max)
      let bytes = request.encoded()
      #expect(bytes.count == (mask == nil ? 40 : 44))
      #expect(try bytes.asRequest() == request)
    }
  }

  @Test("They read the same at any address, aligned or not", arguments: golden)
  func unaligned(golden: Golden) throws {
    for offset in 0..<16 {
      let padded = [UInt8](repeating: 0xFF, count: offset) + golden.bytes
      #expect(try padded[offset...].asRequest() == golden.request)
    }
  }

  @Test("A request that is cut off is refused", arguments: golden)
  func truncated(golden: Golden) {
    for length in 0..<golden.bytes.count {
      #expect(throws: MalformedMessage.length(length)) {
        try golden.bytes.prefix(length).asRequest()
      }
    }
  }

  @Test("What stands behind a request is not looked at, as by the kernel", arguments: golden)
  func extended(golden: Golden) throws {
    for length in golden.bytes.count...100 {
      var bytes = golden.bytes + [UInt8](repeating: 0xFF, count: length - golden.bytes.count)
      #expect(try bytes.asRequest() == golden.request)
      bytes[0] = UInt8(length)
      #expect(try bytes.asRequest() == golden.request)
    }
  }

  @Test("Headers that state other lengths are refused", arguments: golden)
  func lengths(golden: Golden) {
    let size = golden.bytes.count
    for stated in Array(0..<size) + [size + 1, 0xFFFF] {
      var bytes = golden.bytes
      bytes.replaceSubrange(0..<2, with: [UInt8(stated & 0xFF), UInt8(stated >> 8)])
      #expect(throws: MalformedMessage.length(size)) { try bytes.asRequest() }
    }
    for payload in Array(0...100) + [0xFFFF] where payload != 4 && payload != 8 {
      var bytes = golden.bytes + [UInt8](repeating: 0, count: 100)
      bytes.replaceSubrange(32..<34, with: [UInt8(payload & 0xFF), UInt8(payload >> 8)])
      bytes[0] = UInt8(bytes.count)
      #expect(throws: MalformedMessage.length(bytes.count)) { try bytes.asRequest() }
    }
  }

  @Test("More than the connector takes is refused")
  func tooLong() throws {
    let request = ConnectorRequest(.listen, token: 1)
    for (size, isTaken) in [(16_400, true), (16_401, false)] {
      var bytes = request.encoded() + [UInt8](repeating: 0, count: size - 40)
      bytes.replaceSubrange(0..<2, with: [UInt8(size & 0xFF), UInt8(size >> 8)])
      #expect((try? bytes.asRequest()) == (isTaken ? request : nil))
    }
  }

  @Test("Another connector's id is refused, and told", arguments: golden)
  func identifiers(golden: Golden) {
    for offset in 16..<24 {
      for value in UInt8.min...UInt8.max where value != golden.bytes[offset] {
        var bytes = golden.bytes
        bytes[offset] = value
        let error = #expect(throws: MalformedMessage.self) { try bytes.asRequest() }
        guard case .identifier = error else {
          Issue.record("byte \(offset) as \(value): \(String(describing: error))")
          continue
        }
      }
    }
  }
}
