import Foundation
import PlainData
import TestSupport
import Testing

@Suite("JSON")
struct JSONTests {
  private func parse(_ text: String) throws(JSONFault) -> PlainValue {
    try JSONParser.parse(Array(text.utf8))
  }

  @Test("Values are read as they are written")
  func values() throws {
    #expect(try parse(" null ") == .absent)
    #expect(try parse("true") == .word("true"))
    #expect(try parse("18446744073709551615") == .word("18446744073709551615"))
    #expect(try parse("-0.5e+10") == .word("-0.5e+10"))
    #expect(try parse("\"a\\u00e9\\n\\ud83d\\ude00\\/\"") == .text("aé\n😀/"))
    #expect(try parse("[]") == .list([]))
    #expect(try parse("[1,[\"null\"]]") == .list([.word("1"), .list([.text("null")])]))
    #expect(
      try parse("{ \"a\" : {\"b\":null} }")
        == .mapping([.init(key: "a", value: .mapping([.init(key: "b", value: .absent)]))]))
  }

  @Test(
    "What is no JSON is refused",
    arguments: [
      "", " ", "nul", "nulll", "tru", "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "'a'", "\"",
      "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"",
      "\"a\nb\"", "[1,]",
      "[,1]", "[1 2]", "{a:1}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "[1]]",
      "1 1",
      "//", "{\"a\":1,\"\\u0061\":2}", "[", "{", "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]", "\u{FEFF}1",
    ])
  func refused(text: String) {
    #expect(throws: JSONFault.self) { try parse(text) }
  }

  @Test("A text that is no UTF-8 is refused")
  func encoding() {
    for bytes in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
      #expect(throws: JSONFault.self) { try JSONParser.parse(bytes.map { UInt8($0) }) }
    }
  }

  @Test("What is taken, others take as well, and read the same", arguments: Seeds.chosen)
  func mutations(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let model = Array(
      #"{"a":[1,-2.5e3,true,null,"x\u00e9\\"],"b":{"c":"d"},"e":[]}"#.utf8)
    var taken = 0
    for _ in 0..<20_000 {
      var bytes = model
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        let other = model.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = other
        case 1: bytes.insert(other, at: place)
        default: bytes.remove(at: place)
        }
      }
      guard let value = try? JSONParser.parse(bytes) else { continue }
      taken += 1
      let object = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      #expect(Self.isSame(value, object), "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(taken > 100)
  }

  private static func isSame(_ value: PlainValue, _ object: Any) -> Bool {
    switch value {
    case .absent: object is NSNull
    case .text(let text): object as? String == text
    case .word(let word):
      word == "true" || word == "false"
        ? object as? Bool == (word == "true")
        : (object as? NSNumber).map { $0.doubleValue == Double(word) } ?? false
    case .list(let items):
      (object as? [Any]).map { $0.count == items.count && zip(items, $0).allSatisfy(isSame) }
        ?? false
    case .mapping(let entries):
      (object as? [String: Any]).map { object in
        object.count == entries.count
          && entries.allSatisfy { entry in
            object[entry.key].map { isSame(entry.value, $0) } ?? false
          }
      } ?? false
    }
  }

  @Test("What is written can be read again")
  func writing() throws {
    let text = String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init)))
    var json = JSONText()
    json.object { json in
      json.text("text", text)
      json.number("largest", UInt64.max)
      json.list("list") { json in
        json.flag(nil, true)
        json.null()
        json.object(nil) { _ in }
      }
      json.raw("raw", "[1]".utf8)
    }
    let expected = PlainValue.mapping([
      .init(key: "text", value: .text(text)),
      .init(key: "largest", value: .word("18446744073709551615")),
      .init(key: "list", value: .list([.word("true"), .absent, .mapping([])])),
      .init(key: "raw", value: .list([.word("1")])),
    ])
    #expect(try JSONParser.parse(json.bytes) == expected)
    #expect(json.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
  }
}
