internal import CLinux

// What arrives at this end, before it is received.
extension PacketSocket {
  /// Runs `program` on every datagram before it takes room; replaces the one before.
  package borrowing func attachFilter(_ program: [FilterInstruction]) throws(SystemCallError) {
    try SocketFilter.attach(program, to: rawDescriptor)
  }

  package borrowing func detachFilter() throws(SystemCallError) {
    try SocketFilter.detach(from: rawDescriptor)
  }

  /// Bytes of the datagrams that wait. C: `SIOCINQ`
  package borrowing func waitingBytes() throws(SystemCallError) -> UInt32 {
    let raw = rawDescriptor
    let count = try systemCall("ioctl SIOCINQ") { clinux_waiting_bytes(raw) }
    return UInt32(max(0, count))
  }
}
