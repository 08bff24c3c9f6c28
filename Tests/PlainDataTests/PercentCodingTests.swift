import PlainData
import TestSupport
import Testing

@Suite("Percent-encoding")
struct PercentCodingTests {
  @Test("Any text without a zero comes back, and nothing of it has a meaning in an address")
  func roundTrip() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<1000 {
      let text = generator.text().filter { $0 != "\0" }
      let encoded = PercentCoding.encode(text)
      #expect(PercentCoding.decode(encoded[...]) == text)
      #expect(!encoded.utf8.contains { "/?&=#+ \r\n".utf8.contains($0) || $0 >= 0x7F || $0 < 0x21 })
    }
  }

  @Test("What is unreserved stays", arguments: ["aZ09-._~"])
  func unreserved(text: String) { #expect(PercentCoding.encode(text) == text) }

  @Test("Percent-encoding is decoded or refused")
  func percent() {
    #expect(PercentCoding.decode("a%20b%C3%A9+") == "a bé+")
    for text in ["%", "%2", "%g0", "%ff", "%00", "a%c3"] {
      #expect(PercentCoding.decode(text[...]) == nil, "\(text)")
    }
  }
}
