import ConnectorProtocol
import Testing

@Suite("Malformed datagrams")
struct MalformedMessageTests {
  static func error(_ bytes: [UInt8]) -> MalformedMessage? {
    do {
      _ = try bytes.asMessage()
      return nil
    } catch {
      return error
    }
  }

  @Test("Cut off anywhere, a datagram is refused", arguments: GoldenFrame.all)
  func truncated(frame: GoldenFrame) {
    for length in 0..<frame.bytes.count {
      var bytes = Array(frame.bytes.prefix(length))
      #expect(MalformedMessageTests.error(bytes) == .length(length))
      // Its own word about its length does not help.
      if length >= 4 { bytes.replaceSubrange(0..<4, with: [UInt8(length), 0, 0, 0]) }
      #expect(MalformedMessageTests.error(bytes) == .length(length))
    }
  }

  @Test("With anything behind its end, a datagram is refused", arguments: GoldenFrame.all)
  func extended(frame: GoldenFrame) {
    for length in 77...200 {
      let tail = [UInt8](repeating: 0, count: length - frame.bytes.count)
      var bytes = frame.bytes + tail
      #expect(MalformedMessageTests.error(bytes) == .length(length))
      bytes[0] = UInt8(length)
      #expect(MalformedMessageTests.error(bytes) == .length(length))
    }
  }

  @Test("Any other value in a byte of the header that is checked is refused")
  func mutatedHeaders() {
    let checked = Array(0..<6) + Array(16..<24) + Array(32..<34)
    for offset in checked {
      for value in UInt8.min...UInt8.max {
        var bytes = GoldenFrame.processFork.bytes
        guard bytes[offset] != value else { continue }
        bytes[offset] = value
        let expected: MalformedMessage =
          switch offset {
          case 4: .type(UInt16(value))
          case 5: .type(UInt16(value) << 8 | 3)
          case 16...19: .identifier(index: word(bytes, at: 16), value: 1)
          case 20...23: .identifier(index: 1, value: word(bytes, at: 20))
          default: .length(76)
          }
        #expect(MalformedMessageTests.error(bytes) == expected, "byte \(offset) as \(value)")
      }
    }
  }

  @Test("No other value in any byte that is not checked stops the reader")
  func mutatedBodies() {
    let unchecked = Array(6..<16) + Array(24..<32) + Array(34..<76)
    for frame in GoldenFrame.all {
      for offset in unchecked {
        for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFF] {
          var bytes = frame.bytes
          bytes[offset] = value
          #expect(MalformedMessageTests.error(bytes) == nil, "byte \(offset) as \(value)")
        }
      }
    }
  }

  private func word(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
  }
}
