/// Texts that many processes share, each held once and as long as one of them needs it.
struct StringPool: Sendable {
  private var texts: [Text] = []
  private var numbers: [String: UInt32] = [:]
  private var free: [UInt32] = []

  private struct Text {
    var text: String
    var users: UInt32
  }

  /// How many texts there are.
  var count: Int { numbers.count }

  /// Takes note of a user of a text; gives the text's number, which is never 0.
  mutating func take(_ text: String) -> UInt32 {
    if let number = numbers[text] {
      texts[Int(number) - 1].users += 1
      return number
    }
    let entry = Text(text: text, users: 1)
    let number: UInt32
    if let reused = free.popLast() {
      number = reused
      texts[Int(number) - 1] = entry
    } else {
      texts.append(entry)
      number = UInt32(texts.count)
    }
    numbers[text] = number
    return number
  }

  /// Another user of a text that is there.
  mutating func retain(_ number: UInt32) {
    if number != 0 { texts[Int(number) - 1].users += 1 }
  }

  mutating func release(_ number: UInt32) {
    guard number != 0 else { return }
    let index = Int(number) - 1
    texts[index].users -= 1
    guard texts[index].users == 0 else { return }
    numbers[texts[index].text] = nil
    texts[index].text = ""
    free.append(number)
  }

  subscript(number: UInt32) -> String { number == 0 ? "" : texts[Int(number) - 1].text }
}
