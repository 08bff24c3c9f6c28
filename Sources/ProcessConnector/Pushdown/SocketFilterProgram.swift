package import KernelInterface
package import ProcessEvents

/// Classic BPF programs that the kernel runs on each datagram before it takes room in the buffer.
package enum SocketFilterProgram {
  /// Lets only acknowledgements pass: for the time between joining the group and being subscribed.
  package static let acknowledgementsOnly: [FilterInstruction] = [
    loadWord(at: eventKind),
    FilterInstruction(code: jumpIfEqual, jumpTrue: 0, jumpFalse: 1, operand: 0),
    accept,
    drop,
  ]

  /// The beginning of a program on a hub's socket: lets pass acknowledgements and reports of losses, all of which
  /// are meant for this client.
  package static let admittingReports = Array(acknowledgementsOnly.dropLast())

  /// Does what the mask of a LISTEN does on newer kernels; nil where everything passes.
  package static func admitting(_ mask: EventMask) -> [FilterInstruction]? {
    guard mask != .all else { return nil }
    let kinds = EventMask.names.map(\.mask).filter { mask.contains($0) && $0 != .nonzeroExit }
    let tellsExitsApart = mask.contains(.nonzeroExit) && !mask.contains(.exit)

    var program = [loadWord(at: eventKind)]
    // Behind the comparisons stand: [an exit's check,] drop, accept.
    let check: [FilterInstruction] =
      tellsExitsApart
      ? [
        FilterInstruction(
          code: jumpIfEqual, jumpTrue: 0, jumpFalse: 2, operand: inNetworkOrder(.exit)),
        loadWord(at: exitStatus),
        FilterInstruction(code: jumpIfEqual, jumpTrue: 0, jumpFalse: 1, operand: 0),
      ] : []
    for (index, kind) in kinds.enumerated() {
      let toAccept = kinds.count - index - 1 + check.count + 1
      program.append(
        FilterInstruction(
          code: jumpIfEqual, jumpTrue: UInt8(toAccept), operand: inNetworkOrder(kind)))
    }
    return program + check + [drop, accept]
  }

  private static func inNetworkOrder(_ kind: EventMask) -> UInt32 { kind.rawValue.bigEndian }

  private static func loadWord(at offset: UInt32) -> FilterInstruction {
    FilterInstruction(code: loadAbsoluteWord, operand: offset)
  }

  private static let accept = FilterInstruction(code: returnConstant, operand: .max)
  private static let drop = FilterInstruction(code: returnConstant, operand: 0)

  // C: BPF_LD | BPF_W | BPF_ABS and so on, include/uapi/linux/bpf_common.h. A load turns the bytes
  // from network order.
  private static let loadAbsoluteWord: UInt16 = 0x20
  private static let jumpIfEqual: UInt16 = 0x15
  private static let returnConstant: UInt16 = 0x06

  // Offsets in the datagram, the netlink header included.
  private static let eventKind: UInt32 = 36
  private static let exitStatus: UInt32 = 60
}
