/// The first byte of an element: what it is in the low half, what follows in the high one.
enum ElementHead {
  static let kindMask: UInt8 = 0x0F

  static let fork: UInt8 = 0
  static let exec: UInt8 = 1
  static let uid: UInt8 = 2
  static let gid: UInt8 = 3
  static let sid: UInt8 = 4
  static let ptrace: UInt8 = 5
  static let comm: UInt8 = 6
  static let coredump: UInt8 = 7
  static let exit: UInt8 = 8
  static let unknown: UInt8 = 9
  static let death: UInt8 = 10
  static let loss: UInt8 = 11

  /// The CPU is another than the last one.
  static let otherCPU: UInt8 = 0x10
  /// The number is not the next one of its CPU.
  static let otherSequence: UInt8 = 0x20
  /// The task is not the first thread of its process.
  static let thread: UInt8 = 0x40
  /// What this means depends on the kind.
  static let special: UInt8 = 0x80
}
