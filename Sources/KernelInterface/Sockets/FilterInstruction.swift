internal import CLinux

/// One instruction of a classic BPF program.
///
/// C: `struct sock_filter`, `include/uapi/linux/filter.h`.
package struct FilterInstruction: Hashable, Sendable {
  package var code: UInt16
  /// Instructions to skip when the comparison holds.
  package var jumpTrue: UInt8
  /// Instructions to skip when it does not.
  package var jumpFalse: UInt8
  package var operand: UInt32

  package init(code: UInt16, jumpTrue: UInt8 = 0, jumpFalse: UInt8 = 0, operand: UInt32 = 0) {
    self.code = code
    self.jumpTrue = jumpTrue
    self.jumpFalse = jumpFalse
    self.operand = operand
  }
}
