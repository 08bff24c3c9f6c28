internal import KernelInterface

/// Puts a classic BPF program together from its end to its beginning.
///
/// All jumps lead forward, so each target is there before what jumps to it and every distance is known.
/// Conditional jumps reach 255 instructions: where a target is farther, it gets a stepping stone.
struct ProgramAssembler {
  /// A place in the program: how many instructions there are from it to the end.
  struct Label: Hashable {
    fileprivate var height: Int
  }

  private var reversed: [FilterInstruction] = []
  /// The stepping stone closest to the beginning for each target.
  private var stones: [Label: Label] = [:]

  /// Ends the program with a verdict: how many bytes of the datagram to keep.
  mutating func end(keeping bytes: UInt32) -> Label {
    append(FilterInstruction(.end, bytes))
  }

  /// An instruction and what comes after it.
  mutating func emit(_ opcode: Opcode, _ operand: UInt32 = 0, then next: Label) -> Label {
    continueDirectly(at: next)
    return append(FilterInstruction(opcode, operand))
  }

  /// A comparison; nothing where both targets are the same.
  mutating func compare(
    _ opcode: Opcode, _ operand: UInt32 = 0, ifTrue: Label, ifFalse: Label
  ) -> Label {
    guard ifTrue != ifFalse else { return ifTrue }
    let jumpTrue = reach(ifTrue)
    let jumpFalse = reach(ifFalse)
    return append(
      FilterInstruction(
        opcode, operand, jumpTrue: UInt8(reversed.count - jumpTrue.height),
        jumpFalse: UInt8(reversed.count - jumpFalse.height)))
  }

  /// The program, made to begin at a label.
  mutating func finish(at entry: Label) -> [FilterInstruction] {
    continueDirectly(at: entry)
    return reversed.reversed()
  }

  private mutating func append(_ instruction: FilterInstruction) -> Label {
    reversed.append(instruction)
    return Label(height: reversed.count)
  }

  private mutating func continueDirectly(at label: Label) {
    if label.height != reversed.count { _ = appendStone(to: label) }
  }

  /// A label near enough for a comparison, also when one more stepping stone comes in between.
  private mutating func reach(_ target: Label) -> Label {
    let limit = reversed.count - 254
    if target.height >= limit { return target }
    if let stone = stones[target], stone.height >= limit { return stone }
    let stone = appendStone(to: target)
    stones[target] = stone
    return stone
  }

  private mutating func appendStone(to target: Label) -> Label {
    let instruction = reversed[target.height - 1]
    return append(
      instruction.opcode == .end
        ? instruction : FilterInstruction(.jump, UInt32(reversed.count - target.height)))
  }
}
