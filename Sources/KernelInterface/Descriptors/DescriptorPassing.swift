internal import CLinux

/// Descriptors that go through Unix sockets to other processes: `SCM_RIGHTS` of unix(7).
package enum DescriptorPassing {
  /// Sends one datagram, and with it copies of descriptors.
  ///
  /// - Parameter path: where to; a leading `@` means an abstract address. Nil is the socket's peer.
  package static func send(
    _ text: String, with descriptors: [Int32] = [], through socket: Int32, to path: String? = nil
  ) throws(SystemCallError) {
    let bytes = Array(text.utf8)
    let address = path ?? ""
    try systemCall("sendmsg") {
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe clinux_send_descriptors(
          socket, bytes.baseAddress, bytes.count, descriptors, descriptors.count, address,
          address.utf8.count)
      }
    }
  }

  /// Takes one datagram of at most 4 KiB.
  ///
  /// - Parameter waits: whether to wait for one.
  /// - Returns: the text and new descriptors, closed on exec, which the caller has to close; nil at the end.
  /// - Throws: `EAGAIN` where none is there and none is waited for.
  package static func receive(
    from socket: Int32, waits: Bool
  ) throws(SystemCallError) -> (text: String, descriptors: [Int32])? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var descriptors = [Int32](repeating: -1, count: CLINUX_PASSED_DESCRIPTORS)
    var count = descriptors.count
    let length = try systemCall("recvmsg") {
      unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe descriptors.withUnsafeMutableBufferPointer { list in
          count = list.count
          return unsafe clinux_receive_descriptors(
            socket, bytes.baseAddress, bytes.count, list.baseAddress, &count,
            waits ? 0 : Int32(MSG_DONTWAIT))
        }
      }
    }
    if length == 0, count == 0 { return nil }
    return (String(decoding: bytes.prefix(length), as: UTF8.self), Array(descriptors.prefix(count)))
  }

  /// A pair of connected sockets for datagrams that keep their order: `SOCK_SEQPACKET`.
  package static func socketPair() throws(SystemCallError) -> (Int32, Int32) {
    var pair: [Int32] = [-1, -1]
    let type = Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue)
    try systemCall("socketpair") { unsafe socketpair(AF_UNIX, type, 0, &pair) }
    return (pair[0], pair[1])
  }

  /// A socket for datagrams to one that has a path.
  package static func datagramSocket() throws(SystemCallError) -> OwnedDescriptor {
    let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
    return OwnedDescriptor(owning: try systemCall("socket") { socket(AF_UNIX, type, 0) })
  }

  /// A socket that takes datagrams at a path, which must not be there; a leading `@` means an abstract address.
  package static func boundDatagramSocket(
    _ path: String
  ) throws(SystemCallError) -> OwnedDescriptor {
    let descriptor = try datagramSocket()
    try systemCall("bind") {
      unsafe clinux_bind_path(descriptor.rawValue, path, path.utf8.count)
    }
    return descriptor
  }

  package static func closeOnExec(_ descriptor: Int32) { clinux_close_on_exec(descriptor) }
}
