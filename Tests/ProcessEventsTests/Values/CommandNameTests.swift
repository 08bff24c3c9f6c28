import ProcessEvents
import Testing

@Suite("Command names")
struct CommandNameTests {
  static func name(_ bytes: [UInt8]) -> CommandName {
    var all = [16 of UInt8](repeating: 0)
    for (index, byte) in bytes.enumerated() { all[index] = byte }
    return CommandName(bytes: all)
  }

  @Test("A name ends at its first zero")
  func endsAtZero() {
    let name = CommandNameTests.name([0x73, 0x68, 0, 0x78, 0x79])
    #expect(name.count == 2)
    #expect(name.description == "sh")
    #expect(name == CommandName("sh"))
    #expect(name.hashValue == CommandName("sh").hashValue)
  }

  @Test("Sixteen bytes without a zero are all of the name")
  func withoutZero() {
    let name = CommandNameTests.name([UInt8](repeating: 0x61, count: 16))
    #expect(name.count == 16)
    #expect(name.description == String(repeating: "a", count: 16))
    #expect(name != CommandName(String(repeating: "a", count: 16)))
  }

  @Test("Of a longer text the first 15 bytes are taken, as the kernel does")
  func longText() {
    let name = CommandName("a-name-of-more-than-15")
    #expect(name.count == 15)
    #expect(name.description == "a-name-of-more-")
  }

  @Test("Bytes that are not UTF-8 stay as they are and read as U+FFFD")
  func notUTF8() {
    let name = CommandNameTests.name([0x63, 0x61, 0x66, 0xE9, 0x20, 0xFF, 0xFE])
    #expect(name.count == 7)
    #expect(name.description == "caf\u{FFFD} \u{FFFD}\u{FFFD}")
    #expect(name != CommandNameTests.name([0x63, 0x61, 0x66, 0xE8, 0x20, 0xFF, 0xFE]))
  }

  @Test("A character cut in two by the limit does no harm")
  func cutCharacter() {
    let name = CommandName("fourteen-bytesé")
    #expect(name.count == 15)
    #expect(name.description == "fourteen-bytes\u{FFFD}")
  }

  @Test("An empty name is equal only to an empty one")
  func empty() {
    #expect(CommandName("").count == 0)
    #expect(CommandName("").description == "")
    #expect(CommandName("") == CommandNameTests.name([0, 0x61]))
    #expect(CommandName("") != CommandName("a"))
    #expect(CommandName("ab") != CommandName("abc"))
  }
}
