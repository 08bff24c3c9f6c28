import PlainData
import TestSupport
import Testing

@Suite("Reading JSON")
struct JSONParserTests {
  private func parse(_ text: String) throws(JSONFault) -> PlainValue {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test("What is written is read again as the same", arguments: Seeds.chosen)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let value = generator.value(depth: 5)
      let json = value.json
      #expect(!json.contains { $0 < 0x20 || $0 == 0x7F }, "seed \(seed)")
      #expect(try JSONParser.parse(json) == value, "seed \(seed)")
    }
  }

  @Test("An object that is cut off at any byte is refused", arguments: Seeds.chosen)
  func cuts(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let json = PlainValue.mapping([.init(key: "a", value: generator.value(depth: 4))]).json
      for length in json.indices {
        #expect(throws: JSONFault.self, "seed \(seed), \(length) of \(json)") {
          try JSONParser.parse(Array(json[..<length]))
        }
      }
    }
  }

  @Test(
    "Damage is read as something or refused, and never ends the program", arguments: Seeds.chosen)
  func damage(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var taken = 0
    for _ in 0..<5000 {
      var json = PlainValue.mapping([.init(key: "a", value: generator.value(depth: 3))]).json
      for _ in 0..<generator.number(in: 1...3) {
        json[generator.number(in: 0...(json.count - 1))] = generator.bits()
      }
      guard let value = try? JSONParser.parse(json) else { continue }
      taken += 1
      #expect((try? JSONParser.parse(value.json)) == value, "seed \(seed)")
    }
    #expect(taken > 0)
  }

  @Test("Depth has a limit, and no depth overflows the stack")
  func depth() throws {
    let limit = JSONParser.standardDepth
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try parse(nested(limit)) }
    #expect(throws: JSONFault.self) { try parse(nested(limit + 1)) }
    #expect(throws: JSONFault.self) { try parse(nested(1_000_000)) }
    #expect(throws: JSONFault.self) {
      try parse(String(repeating: "{\"a\":", count: 1_000_000) + "1")
    }
  }

  @Test(
    "What is no UTF-8 is refused",
    arguments: [
      [0xFF], [0x80], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
      [0xF5, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func encoding(bytes: [UInt8]) {
    #expect(throws: JSONFault.self) { try JSONParser.parse([0x22] + bytes + [0x22]) }
  }

  @Test(
    "Surrogates come in pairs, or not at all",
    arguments: [
      (#""\ud83d\ude00""#, "😀"), (#""\uD800\uDC00""#, "\u{10000}"),
      (#""\udbff\udfff""#, "\u{10FFFF}"),
      (#""\ud83d""#, nil), (#""\ud83dx""#, nil), (#""\ude00""#, nil), (#""\ud83d\u0041""#, nil),
      (#""\ud83d\ud83d""#, nil), (#""\ude00\ud83d""#, nil), (#""\ud83d\""#, nil),
    ])
  func surrogates(text: String, expected: String?) {
    #expect((try? parse(text)) == expected.map { .text($0) })
  }

  @Test(
    "What only looks like JSON is refused",
    arguments: [
      "", " ", "nul", "nulll", "True", "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "Infinity",
      "'a'", "\"", "\"\\x\"", "\"\\u12\"", "\"a\tb\"", "[1,]", "[,1]", "[1 2]", "{a:1}", "{\"a\"}",
      "{\"a\":1,}", "{\"a\":1,\"\\u0061\":2}", "[1]]", "1 1", "//", "[", "{", "\u{FEFF}1", "\0",
    ])
  func refused(text: String) {
    #expect(throws: JSONFault.self) { try parse(text) }
  }

  @Test("Numbers stay as they are written")
  func numbers() throws {
    let text = "[18446744073709551615,-0,1.50,1E400]"
    let value = try parse(text)
    #expect(value.json == Array(text.utf8))
    #expect(value.items?.first?.number() == UInt64.max)
    #expect(value.items?.first?.number(as: Int64.self) == nil)
    #expect(value.items?[2].number(as: Int.self) == nil)
  }

  @Test("Parts are found where they are of the kind that was asked for")
  func parts() throws {
    let value = try parse(#"{"a":{"b":"c","d":[true,null]},"e":7}"#)
    #expect(value["a", "b"]?.text == "c")
    #expect(value["a", "d"]?.items?.first?.flag == true)
    #expect(value["a", "d"]?.items?.last == .absent)
    #expect(value["e"]?.number(as: UInt8.self) == 7)
    #expect(value["e"]?.text == nil)
    #expect(value["a", "b", "c"] == nil)
    #expect(value["x"] == nil)
    #expect(value["a"]?.flag == nil)
  }
}
