internal import CLinux

/// Classic BPF programs that the kernel runs on each datagram before a socket takes it; socket(7).
enum SocketFilter {
  /// Runs `program` from now on, in place of the one before.
  static func attach(
    _ program: [FilterInstruction], to descriptor: Int32
  ) throws(SystemCallError) {
    var list = program.map {
      sock_filter(code: $0.code, jt: $0.jumpTrue, jf: $0.jumpFalse, k: $0.operand)
    }
    try systemCall("setsockopt SO_ATTACH_FILTER") {
      unsafe list.withUnsafeMutableBufferPointer { instructions in
        var program = unsafe sock_fprog(
          len: UInt16(instructions.count), filter: instructions.baseAddress)
        return unsafe setsockopt(
          descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program,
          socklen_t(MemoryLayout<sock_fprog>.size))
      }
    }
  }

  static func detach(from descriptor: Int32) throws(SystemCallError) {
    var value: Int32 = 0
    try systemCall("setsockopt SO_DETACH_FILTER") {
      unsafe setsockopt(
        descriptor, SOL_SOCKET, SO_DETACH_FILTER, &value, socklen_t(MemoryLayout<Int32>.size))
    }
  }
}
