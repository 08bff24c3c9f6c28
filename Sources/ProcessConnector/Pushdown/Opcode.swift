package import KernelInterface

/// What an instruction of classic BPF does, of those that our programs have.
///
/// C: `BPF_LD | BPF_W | BPF_ABS` and so on, include/uapi/linux/bpf_common.h. A load from the datagram turns
/// the bytes from network order.
package enum Opcode: UInt16, Sendable {
  case loadWord = 0x20
  case loadHalf = 0x28
  case loadByte = 0x30
  case loadMemory = 0x60
  case store = 0x02
  case and = 0x54
  case shiftLeft = 0x64
  case shiftRight = 0x74
  case orIndex = 0x4C
  case copyToIndex = 0x07
  case jump = 0x05
  case jumpIfEqual = 0x15
  case jumpIfEqualIndex = 0x1D
  case jumpIfGreater = 0x25
  case jumpIfAtLeast = 0x35
  case jumpIfAny = 0x45
  case end = 0x06
}

extension FilterInstruction {
  init(_ opcode: Opcode, _ operand: UInt32 = 0, jumpTrue: UInt8 = 0, jumpFalse: UInt8 = 0) {
    self.init(
      code: opcode.rawValue, jumpTrue: jumpTrue, jumpFalse: jumpFalse, operand: operand)
  }

  package var opcode: Opcode? { Opcode(rawValue: code) }

  var isConditional: Bool {
    switch opcode {
    case .jumpIfEqual, .jumpIfEqualIndex, .jumpIfGreater, .jumpIfAtLeast, .jumpIfAny: true
    default: false
    }
  }
}
