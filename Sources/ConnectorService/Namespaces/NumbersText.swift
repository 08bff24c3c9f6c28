internal import KernelInterface

/// `/proc/PID/status`: what it says of a task's numbers.
struct NumbersText {
  /// From this process's own PID namespace inwards. C: `NStgid`, `NSpid` (Linux 4.1)
  private(set) var processes: [Int32] = []
  private(set) var threads: [Int32] = []
  /// The thread has ended.
  private(set) var isEnded = false

  init(_ text: Span<UInt8>) {
    var position = 0
    // A name is escaped there, so that no line can be made up by one.
    while position < text.count {
      if text.skip("State:\t", at: &position) {
        let state = text.byte(at: &position)
        isEnded = state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
      } else if text.skip("NStgid:", at: &position) {
        processes = NumbersText.numbers(text, at: &position)
      } else if text.skip("NSpid:", at: &position) {
        threads = NumbersText.numbers(text, at: &position)
        return
      }
      guard text.skip(through: UInt8(ascii: "\n"), at: &position) else { return }
    }
  }

  private static func numbers(_ text: Span<UInt8>, at position: inout Int) -> [Int32] {
    var numbers: [Int32] = []
    while text.skip("\t", at: &position), let number: Int32 = text.number(at: &position) {
      numbers.append(number)
    }
    return numbers
  }
}
