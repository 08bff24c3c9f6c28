/// Where in a datagram a socket filter finds what it asks for, the netlink header included.
///
/// C: struct proc_event, include/uapi/linux/cn_proc.h; behind 16 bytes of struct nlmsghdr and 20 of
/// struct cn_msg. A pair of ids is the thread's and, four bytes on, the process's.
enum PacketLayout {
  static let eventKind = 36
  static let cpu = 40
  /// The task of all events but a fork's; a fork's parent.
  static let task = 52
  /// A fork's child.
  static let child = 60
  static let exitStatus = 60
  /// The parent in the exit of a process.
  static let exitParent = 68
  /// The parent of one that dumps core, and who traces.
  static let otherTask = 60
  static let realID = 60
  static let effectiveID = 64
  static let commandName = 60

  /// The process's id in a pair.
  static func process(in pair: Int) -> Int { pair + 4 }

  #if _endian(little)
    static let isLittleEndian = true
    /// The byte of the wait status with the signal and the core flag, and the one with the code.
    static let exitSignal = exitStatus
    static let exitCode = exitStatus + 1
  #else
    static let isLittleEndian = false
    static let exitSignal = exitStatus + 3
    static let exitCode = exitStatus + 2
  #endif
}
