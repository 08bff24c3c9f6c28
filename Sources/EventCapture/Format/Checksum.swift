/// CRC-32C: the polynomial of Castagnoli, bits reversed, begun and ended with all bits inverted.
///
/// Of the nine bytes of `123456789` it is `0xE306_9283`.
package enum Checksum {
  package static func of(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt32 {
    let tables = tables
    var sum = UInt32.max
    var index = range.lowerBound
    while range.upperBound &- index >= 8 {
      let low = sum ^ bytes.word(at: index)
      let high = bytes.word(at: index &+ 4)
      sum =
        tables[7 &* 256 &+ Int(low & 0xFF)] ^ tables[6 &* 256 &+ Int(low >> 8 & 0xFF)]
        ^ tables[5 &* 256 &+ Int(low >> 16 & 0xFF)] ^ tables[4 &* 256 &+ Int(low >> 24)]
        ^ tables[3 &* 256 &+ Int(high & 0xFF)] ^ tables[2 &* 256 &+ Int(high >> 8 & 0xFF)]
        ^ tables[256 &+ Int(high >> 16 & 0xFF)] ^ tables[Int(high >> 24)]
      index &+= 8
    }
    while index < range.upperBound {
      sum = tables[Int((sum ^ UInt32(bytes[index])) & 0xFF)] ^ sum >> 8
      index &+= 1
    }
    return ~sum
  }

  /// Eight tables of 256: the sum of a byte with as many zeros behind it as the table's number.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var sum = UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0x82F6_3B78 }
      tables[byte] = sum
    }
    for index in 256..<tables.count {
      let before = tables[index - 256]
      tables[index] = tables[Int(before & 0xFF)] ^ before >> 8
    }
    return tables
  }()
}
