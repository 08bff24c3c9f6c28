internal import KernelInterface

// The kernel turns a classic program into its own instructions and charges the socket for these.
extension [FilterInstruction] {
  /// The bytes with which the kernel charges the socket.
  ///
  /// C: `sk_filter_charge`, net/core/filter.c
  var kernelBytes: Int { ProgramSize.header + 8 * kernelCount }

  /// The instructions that the kernel makes of these.
  ///
  /// C: `bpf_convert_filter`, net/core/filter.c
  var kernelCount: Int { reduce(ProgramSize.prologue) { $0 + $1.kernelCount } }

  /// The most instructions that run for one datagram.
  var longestPath: Int {
    var lengths = [Int](repeating: 0, count: count)
    for index in indices.reversed() {
      let instruction = self[index]
      let next: Int
      if instruction.opcode == .end {
        next = 0
      } else if instruction.opcode == .jump {
        next = lengths[index + 1 + Int(instruction.operand)]
      } else {
        next = Swift.max(
          lengths[index + 1 + Int(instruction.jumpTrue)],
          lengths[index + 1 + Int(instruction.jumpFalse)])
      }
      lengths[index] = 1 + next
    }
    return lengths.first ?? 0
  }
}

private enum ProgramSize {
  /// C: `sizeof(struct bpf_prog)`, which differs a little among kernels; rounded up.
  static let header = 128
  /// Clears the registers and keeps the datagram's address and length.
  static let prologue = 7
}

extension FilterInstruction {
  fileprivate var kernelCount: Int {
    switch opcode {
    // A check of the length, the load, and a call for what lies outside the first fragment.
    case .loadWord, .loadHalf: 14
    case .loadByte: 13
    case .end: 2
    case .jumpIfEqual, .jumpIfGreater, .jumpIfAtLeast, .jumpIfAny, .jumpIfEqualIndex:
      // A constant with the sign bit goes through a register; a jump has only one target there, and
      // can be turned around if the other is the next instruction, unless it tests bits.
      (opcode != .jumpIfEqualIndex && operand >= 1 << 31 ? 1 : 0)
        + (jumpFalse == 0 || (jumpTrue == 0 && opcode != .jumpIfAny) ? 1 : 2)
    default: 1
    }
  }
}
