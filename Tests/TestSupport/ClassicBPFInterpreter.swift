package import KernelInterface

/// Runs classic BPF programs as the kernel does.
///
/// C: `enum`s of include/uapi/linux/bpf_common.h; Documentation/networking/filter.rst
package enum ClassicBPFInterpreter {
  /// A program that no kernel would take.
  package struct BadProgram: Error, CustomStringConvertible {
    package let description: String
  }

  /// The verdict on a datagram: how many bytes to keep, 0 to drop it.
  package static func run(
    _ program: [FilterInstruction], on datagram: [UInt8]
  ) throws -> UInt32 {
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
        guard Int(operand) + width <= datagram.count else { return 0 }
        accumulator = datagram[Int(operand)..<(Int(operand) + width)]
          .reduce(0) { $0 << 8 | UInt32($1) }
      case 0x60: accumulator = try word(Int(operand), of: memory)
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

  private static func word(_ place: Int, of memory: [UInt32?]) throws -> UInt32 {
    guard let word = memory[place] else {
      throw BadProgram(description: "it loads what it has not stored")
    }
    return word
  }

  private static func jump(
    _ condition: Bool, _ instruction: FilterInstruction, _ position: inout Int
  ) {
    position += Int(condition ? instruction.jumpTrue : instruction.jumpFalse)
  }
}
