internal import CLinux

/// One end of a connection of datagrams in order: `SOCK_SEQPACKET` of unix(7). No call waits, unless it is asked to.
package struct PacketSocket: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  package init(owning descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  /// Connects to a server.
  ///
  /// - Parameter patience: how long to wait where others wait to be let in, in nanoseconds; the kernel counts whole
  ///   microseconds of them.
  /// - Throws: `EAGAIN` where they still wait then; `ENOENT`, `ECONNREFUSED`, `EACCES`, or `EPROTOTYPE`.
  package init(connectingTo path: String, patience: UInt64 = 0) throws(SystemCallError) {
    let waits = patience >= 1000
    let descriptor = OwnedDescriptor(
      owning: try systemCall("socket") {
        clinux_socket_packet(waits ? 0 : Int32(SOCK_NONBLOCK.rawValue))
      })
    let raw = descriptor.rawValue
    if waits {
      var limit = timeval(
        tv_sec: Int(patience / 1_000_000_000), tv_usec: Int(patience % 1_000_000_000 / 1000))
      try systemCall("setsockopt SO_SNDTIMEO") {
        unsafe setsockopt(
          raw, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
      }
    }
    try systemCall("connect \(path)") {
      unsafe clinux_connect_local(raw, path, path.utf8.count)
    }
    self.descriptor = descriptor
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Takes the next datagram; what of it is too long for the buffer is cut off. 0 is also the end.
  ///
  /// - Throws: `EAGAIN` where none waits.
  package borrowing func receive(
    into buffer: inout [UInt8]
  ) throws(SystemCallError) -> Int {
    let raw = descriptor.rawValue
    return try systemCall("recv") {
      unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(raw, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
      }
    }
  }

  /// Sends one datagram.
  ///
  /// - Throws: `EAGAIN` where there is no room, `EPIPE` where nobody is left to receive it.
  package borrowing func send(_ datagram: Span<UInt8>) throws(SystemCallError) {
    try systemCall("send") {
      unsafe datagram.withUnsafeBytes { bytes in
        unsafe CLinux.send(
          descriptor.rawValue, bytes.baseAddress, bytes.count,
          Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
      }
    }
  }

  /// Bounds what is sent and not taken by the other end yet, where each datagram counts with the kernel's overhead.
  ///
  /// - Parameter bytes: the kernel doubles them. More than `net.core.wmem_max` takes CAP_NET_ADMIN; else that is what
  ///   it gives.
  package borrowing func setSendBuffer(bytes: Int32) throws(SystemCallError) {
    var value = bytes
    let size = socklen_t(MemoryLayout<Int32>.size)
    let raw = descriptor.rawValue
    if unsafe setsockopt(raw, SOL_SOCKET, SO_SNDBUFFORCE, &value, size) == 0 { return }
    try systemCall("setsockopt SO_SNDBUF") {
      unsafe setsockopt(raw, SOL_SOCKET, SO_SNDBUF, &value, size)
    }
  }
}

/// Listens for connections of datagrams.
package struct PacketListener: ~Copyable, Sendable {
  private let descriptor: OwnedDescriptor

  /// Binds to a path, which has to be free, and listens.
  ///
  /// - Parameter path: relative to the calling thread's working directory, if it does not begin with `/`. Just these
  ///   bytes are the address that clients see.
  package init(
    bindingTo path: String, mode: UInt32, backlog: Int32 = 1024
  ) throws(SystemCallError) {
    let descriptor = OwnedDescriptor(
      owning: try systemCall("socket") { clinux_socket_packet(Int32(SOCK_NONBLOCK.rawValue)) })
    let raw = descriptor.rawValue
    try systemCall("bind \(path)") { unsafe clinux_bind_path(raw, path, path.utf8.count) }
    try SocketFile.setMode(path, mode)
    try systemCall("listen") { listen(raw, backlog) }
    self.descriptor = descriptor
  }

  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Lets the next one in.
  ///
  /// - Throws: `EAGAIN` where nobody waits; `EMFILE` and its like where there is no descriptor for him.
  package borrowing func accept() throws(SystemCallError) -> PacketSocket {
    PacketSocket(
      owning: OwnedDescriptor(
        owning: try systemCall("accept") { clinux_accept(descriptor.rawValue) }))
  }
}
