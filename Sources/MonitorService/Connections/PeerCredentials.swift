internal import KernelInterface
internal import NIOCore

/// Who is at the other end of a connection, as the kernel noted it when the connection was made.
struct PeerCredentials: Hashable, Sendable {
  /// 0 where it is in a process namespace that cannot be seen from here.
  var process: Int32
  var user: UInt32
  var group: UInt32
  /// Supplementary groups, but for group 0: its number also stands for "none" in what NIO hands over.
  var groups: Set<UInt32>

  /// Asks a channel's socket, on the channel's event loop.
  static func read(from channel: any Channel) -> EventLoopFuture<PeerCredentials> {
    guard let socket = channel as? any SocketOptionProvider else {
      return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
    let record: EventLoopFuture<PeerRecord> = socket.unsafeGetSocketOption(
      level: SocketOptionLevel(PeerOption.level), name: SocketOptionName(PeerOption.credentials))
    return record.flatMap { record in
      groups(of: socket).map { groups in
        PeerCredentials(
          process: record.process, user: record.user, group: record.group, groups: groups)
      }
    }
  }

  /// Nearly nobody is in more than 64; who is in more than 4,096 counts as in none of them.
  private static func groups(of socket: any SocketOptionProvider) -> EventLoopFuture<Set<UInt32>> {
    let few: EventLoopFuture<[64 of UInt32]> = option(PeerOption.groups, of: socket)
    return few.map { Set($0.span) }.flatMapError { _ in
      let many: EventLoopFuture<[4096 of UInt32]> = option(PeerOption.groups, of: socket)
      return many.map { Set($0.span) }.recover { _ in [] }
    }
  }

  private static func option<Value: Sendable>(
    _ name: Int, of socket: any SocketOptionProvider
  ) -> EventLoopFuture<Value> {
    socket.unsafeGetSocketOption(
      level: SocketOptionLevel(PeerOption.level), name: SocketOptionName(name))
  }
}

extension Set<UInt32> {
  /// Those that are not 0.
  fileprivate init(_ numbers: Span<UInt32>) {
    self.init()
    for index in numbers.indices where numbers[index] != 0 { insert(numbers[index]) }
  }
}
