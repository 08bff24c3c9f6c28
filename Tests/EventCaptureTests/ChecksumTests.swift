import EventCapture
import TestSupport
import Testing

@Suite("CRC-32C")
struct ChecksumTests {
  /// The first two are those of RFC 3720, appendix B.4; the third is the usual check value.
  @Test(
    "It gives the published values",
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
      ([UInt8]("123456789".utf8), 0xE306_9283), ([], 0),
    ] as [([UInt8], UInt32)])
  func published(bytes: [UInt8], sum: UInt32) {
    #expect(Checksum.of(bytes.span, bytes.indices) == sum)
  }

  @Test("Eight bytes at once give what one bit after the other gives", arguments: Seeds.chosen)
  func byBits(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = random.bytes(100...100)
    for start in 0..<20 {
      for end in start...bytes.count {
        var sum = UInt32.max
        for byte in bytes[start..<end] {
          sum ^= UInt32(byte)
          for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x82F6_3B78 }
        }
        #expect(Checksum.of(bytes.span, start..<end) == ~sum)
      }
    }
  }
}
