internal import KernelInterface

extension FilterInstruction {
  /// The instruction as `tcpdump -d` writes it.
  ///
  /// - Parameter index: its place in the program, from which jumps are counted.
  func disassembled(at index: Int) -> String {
    guard let opcode else { return ".word 0x" + String(code, radix: 16) }
    switch opcode {
    case .loadWord: return "ld [\(operand)]"
    case .loadHalf: return "ldh [\(operand)]"
    case .loadByte: return "ldb [\(operand)]"
    case .loadMemory: return "ld M[\(operand)]"
    case .store: return "st M[\(operand)]"
    case .and: return "and #\(hexadecimal)"
    case .shiftLeft: return "lsh #\(operand)"
    case .shiftRight: return "rsh #\(operand)"
    case .orIndex: return "or x"
    case .copyToIndex: return "tax"
    case .jump: return "ja \(index + 1 + Int(operand))"
    case .jumpIfEqual: return "jeq #\(hexadecimal)\(targets(from: index))"
    case .jumpIfEqualIndex: return "jeq x\(targets(from: index))"
    case .jumpIfGreater: return "jgt #\(hexadecimal)\(targets(from: index))"
    case .jumpIfAtLeast: return "jge #\(hexadecimal)\(targets(from: index))"
    case .jumpIfAny: return "jset #\(hexadecimal)\(targets(from: index))"
    case .end: return operand == 0 ? "ret #0" : "ret #-1"
    }
  }

  private var hexadecimal: String { "0x" + String(operand, radix: 16) }

  private func targets(from index: Int) -> String {
    " jt \(index + 1 + Int(jumpTrue)) jf \(index + 1 + Int(jumpFalse))"
  }
}
