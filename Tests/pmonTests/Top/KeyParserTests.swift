import TestSupport
import Testing

@testable import pmon

@Suite("Keys")
struct KeyParserTests {
  static let table: [(bytes: String, keys: [Key])] = [
    ("q", [.character("q")]), ("fe", [.character("f"), .character("e")]), ("\r", [.enter]),
    ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{08}", [.backspace]),
    ("\u{0C}", [.control("l")]), ("\u{03}", [.control("c")]), ("\u{1B}[A", [.up]),
    ("\u{1B}OA", [.up]), ("\u{1B}[B", [.down]), ("\u{1B}[C", [.right]), ("\u{1B}[D", [.left]),
    ("\u{1B}[1;5A", [.up]), ("\u{1B}[H", [.home]), ("\u{1B}[F", [.end]), ("\u{1B}[1~", [.home]),
    ("\u{1B}[4~", [.end]), ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]),
    ("\u{1B}[3~", [.delete]), ("\u{1B}[Z", [.backTab]), ("\u{1B}[15~", [.other]),
    ("\u{1B}OP", [.other]), ("\u{1B}OM", [.enter]), ("\u{1B}x", [.other]), ("ä", [.character("ä")]),
    ("€", [.character("€")]), ("😀", [.character("😀")]),
    ("\u{1B}[200~hi", [.other, .character("h"), .character("i")]),
    ("\u{1B}[\u{1B}[A", [.up]), ("\u{1B}[<0;10;10M", [.other]),
    ("\u{1B}[1234567890123456789012345A", [.other]), ("\u{00}", [.other]),
  ]

  @Test("Sequences of terminals", arguments: table.indices)
  func sequences(index: Int) {
    let (text, expected) = KeyParserTests.table[index]
    var parser = KeyParser()
    #expect(parser.parse(text.utf8) == expected)
    #expect(!parser.isWaiting)
    #expect(parser.flush().isEmpty)
  }

  @Test("It does not matter how they are split over reads", arguments: table.indices)
  func split(index: Int) {
    let (text, expected) = KeyParserTests.table[index]
    let bytes = Array(text.utf8)
    for place in 0...bytes.count {
      var parser = KeyParser()
      let first = parser.parse(bytes[..<place])
      #expect(first + parser.parse(bytes[place...]) == expected, "split at \(place)")
    }
  }

  @Test("Esc is a key if nothing follows")
  func escape() {
    var parser = KeyParser()
    #expect(parser.parse([0x1B]).isEmpty)
    #expect(parser.isWaiting)
    #expect(parser.flush() == [.escape])
    #expect(!parser.isWaiting)
    #expect(parser.parse([0x1B, 0x1B]) == [.escape])
    #expect(parser.flush() == [.escape])
    #expect(parser.parse("\u{1B}[".utf8).isEmpty)
    #expect(parser.flush() == [.other])
    #expect(parser.parse("A".utf8) == [.character("A")])
  }

  @Test("What is not UTF-8 is no character, and harms nothing after it")
  func malformed() {
    var parser = KeyParser()
    #expect(parser.parse([0xC3, UInt8(ascii: "q")]) == [.other, .character("q")])
    #expect(parser.parse([0xFF, UInt8(ascii: "q")]) == [.other, .character("q")])
    #expect(parser.parse([0xED, 0xA0, 0x80, UInt8(ascii: "q")]) == [.other, .character("q")])
    #expect(parser.parse([0xE2, 0x82, 0x1B]) == [.other])
    #expect(parser.flush() == [.escape])
  }

  @Test("Any bytes end in keys, whole or split alike", arguments: Seeds.chosen)
  func anyBytes(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let likely: [UInt8] = [0x1B, UInt8(ascii: "["), UInt8(ascii: "O"), UInt8(ascii: "~"), 0x31]
    for _ in 0..<500 {
      let bytes: [UInt8] = (0..<random.number(in: 0...24)).map { _ in
        random.once(in: 2) ? random.element(of: likely) : random.bits()
      }
      var whole = KeyParser()
      let keys = whole.parse(bytes) + whole.flush()
      var single = KeyParser()
      let others = bytes.flatMap { single.parse([$0]) } + single.flush()
      #expect(keys == others, "seed \(seed), \(bytes)")
      #expect(!whole.isWaiting)
      #expect(keys.count <= bytes.count)
    }
  }
}
