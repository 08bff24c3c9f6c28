internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// Listens at the socket.
final class ListenerService: Service {
  private let service: APIService
  private let place: SocketPlace
  private let quietLogger: Logger
  private let ready: @Sendable () async -> Void

  init(
    service: APIService, place: SocketPlace, quietLogger: Logger,
    ready: @escaping @Sendable () async -> Void
  ) {
    self.service = service
    self.place = place
    self.quietLogger = quietLogger
    self.ready = ready
  }

  func run() async throws {
    let server = Server(
      childChannelSetup: ConnectionHandler(service: service),
      configuration: ServerConfiguration(
        address: .unixDomainSocket(path: place.path), backlog: 1024),
      onServerRunning: { [self] channel in
        do {
          try place.open(group: service.settings.privilegedGroup)
          await ready()
        } catch {
          service.logger.error("The socket cannot be opened to others: \(error)")
          channel.close(promise: nil)
        }
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quietLogger)
    do {
      try await server.run()
    } catch let error as IOError {
      throw DaemonFailure(
        "\(place.path) cannot be listened at: \(error). Choose another \"socket\" in \"paths\".")
    }
  }
}
