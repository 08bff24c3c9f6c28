package import KernelInterface

/// Runs classic BPF programs as the kernel would, for those who have no kernel at hand.
///
/// It knows the instructions that socket filters of this project use, and stops the test at any other.
package struct FilterInterpreter: Sendable {
  private let program: [FilterInstruction]

  package init(_ program: [FilterInstruction]) { self.program = program }

  /// Bytes of the datagram that the program keeps; 0 drops it.
  package func run(on datagram: Span<UInt8>) -> UInt32 {
    var accumulator: UInt32 = 0
    var position = 0
    while true {
      let instruction = program[position]
      position += 1
      switch instruction.code {
      case loadWord:
        // A load beyond the end drops the datagram.
        guard let word = datagram.word(at: Int(instruction.operand)) else { return 0 }
        accumulator = word
      case loadByte:
        guard Int(instruction.operand) < datagram.count else { return 0 }
        accumulator = UInt32(datagram[Int(instruction.operand)])
      case and: accumulator &= instruction.operand
      case jump: position += Int(instruction.operand)
      case jumpIfEqual: branch(accumulator == instruction.operand)
      case jumpIfGreater: branch(accumulator > instruction.operand)
      case jumpIfAnyBit: branch(accumulator & instruction.operand != 0)
      case returnConstant: return instruction.operand
      default: fatalError("no such instruction here: \(instruction)")
      }
      func branch(_ holds: Bool) {
        position += Int(holds ? instruction.jumpTrue : instruction.jumpFalse)
      }
    }
  }

  // C: include/uapi/linux/bpf_common.h
  private let loadWord: UInt16 = 0x20
  private let loadByte: UInt16 = 0x30
  private let and: UInt16 = 0x54
  private let jump: UInt16 = 0x05
  private let jumpIfEqual: UInt16 = 0x15
  private let jumpIfGreater: UInt16 = 0x25
  private let jumpIfAnyBit: UInt16 = 0x45
  private let returnConstant: UInt16 = 0x06
}

extension Span<UInt8> {
  /// Four bytes, as a load takes them: in network order.
  fileprivate func word(at offset: Int) -> UInt32? {
    guard offset + 4 <= count else { return nil }
    var word: UInt32 = 0
    for index in offset..<(offset + 4) { word = word << 8 | UInt32(self[index]) }
    return word
  }
}
