internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTPTypes

/// What is done with each connection: it is asked who it is, counted, and its requests are answered.
struct ConnectionHandler: ServerChildChannel {
  typealias Value = Connection

  let service: APIService

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
    PeerCredentials.read(from: channel).flatMap { peer in
      let isAdmitted = service.admit(peer)
      if isAdmitted {
        channel.closeFuture.whenComplete { _ in service.connections.leave(peer.user) }
      }
      return HTTP1Channel(responder: Self.unused, configuration: Self.configuration)
        .setup(channel: channel, logger: logger)
        .map { Connection(http: $0, peer: peer, isAdmitted: isAdmitted) }
    }
  }

  func handle(value: Connection, logger: Logger) async {
    guard value.isAdmitted else { return await refuse(value) }
    let http = HTTP1Channel { request, writer, _ in
      if request.headers[.expect]?.lowercased() == "100-continue" {
        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
      }
      let answer = await service.respond(to: request, from: value.peer)
      try await writer.write(response: answer.head, body: answer.body)
    }
    await http.handle(value: value.http, logger: logger)
  }

  private func refuse(_ connection: Connection) async {
    let answer = Problem(
      .serviceUnavailable, "There are too many connections: close some, or try again later.",
      retryAfter: 1
    ).answer
    try? await connection.http.executeThenClose { _, outbound in
      guard case .bytes(let body) = answer.content else { return }
      var head = answer.head
      head.headerFields[.connection] = "close"
      try await outbound.write(contentsOf: [.head(head), .body(body), .end(nil)])
    }
  }

  private static let unused: HTTPChannelHandler.Responder = { _, _, _ in }

  private static let configuration = HTTP1Channel.Configuration(
    additionalChannelHandlers: [ConnectionWatch()],
    httpDecoderConfiguration: .init(
      maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 64))
}
