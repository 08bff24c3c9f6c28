package import KernelInterface

/// Runs a classic BPF program as the kernel does, for those who have no kernel at hand.
///
/// It knows the instructions that the filters of this project use, and refuses any other.
///
/// C: `enum`s of include/uapi/linux/bpf_common.h; Documentation/networking/filter.rst
package struct ClassicBPFInterpreter: Sendable {
  private let program: [FilterInstruction]

  package init(_ program: [FilterInstruction]) { self.program = program }

  /// A program that no kernel would take.
  package struct BadProgram: Error, CustomStringConvertible {
    package let description: String
  }

  /// The verdict on a datagram: how many bytes to keep, 0 to drop it.
  package func run(on datagram: Span<UInt8>) throws(BadProgram) -> UInt32 {
    var accumulator: UInt32 = 0
    var index: UInt32 = 0
    var memory = [UInt32?](repeating: nil, count: 16)
    var position = 0
    while position < program.count {
      let instruction = program[position]
      let operand = instruction.operand
      position += 1
      switch instruction.code {
      case 0x20, 0x28, 0x30:
        let width = instruction.code == 0x20 ? 4 : instruction.code == 0x28 ? 2 : 1
        // A load from behind the end drops the datagram.
        guard let number = datagram.number(at: Int(operand), width: width) else { return 0 }
        accumulator = number
      case 0x60:
        guard let word = memory[Int(operand)] else {
          throw BadProgram(description: "it loads what it has not stored")
        }
        accumulator = word
      case 0x02: memory[Int(operand)] = accumulator
      case 0x54: accumulator &= operand
      case 0x64: accumulator <<= operand
      case 0x74: accumulator >>= operand
      case 0x4C: accumulator |= index
      case 0x07: index = accumulator
      case 0x05: position += Int(operand)
      case 0x15: jump(accumulator == operand, instruction, &position)
      case 0x1D: jump(accumulator == index, instruction, &position)
      case 0x25: jump(accumulator > operand, instruction, &position)
      case 0x35: jump(accumulator >= operand, instruction, &position)
      case 0x45: jump(accumulator & operand != 0, instruction, &position)
      case 0x06: return operand
      default: throw BadProgram(description: "instruction \(position - 1): \(instruction)")
      }
    }
    throw BadProgram(description: "it runs past its end")
  }

  private func jump(
    _ condition: Bool, _ instruction: FilterInstruction, _ position: inout Int
  ) {
    position += Int(condition ? instruction.jumpTrue : instruction.jumpFalse)
  }
}

extension Span<UInt8> {
  /// Some bytes as a load takes them: in network order.
  fileprivate func number(at offset: Int, width: Int) -> UInt32? {
    guard offset + width <= count else { return nil }
    var number: UInt32 = 0
    for index in offset..<(offset + width) { number = number << 8 | UInt32(self[index]) }
    return number
  }
}
