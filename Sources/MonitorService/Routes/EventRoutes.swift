internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import ProcessEvents
internal import ProcessMonitor

extension APIService {
  var eventRoutes: [Route] {
    [
      Route(.get, "/v1/events", keys: ["filter", "events", "args"]) { [self] request in
        guard let events else {
          throw Problem(.serviceUnavailable, "This daemon has no live events.")
        }
        let wanted = LiveEventRequest(
          filter: request.query["filter"], events: request.query["events"],
          hasArguments: try request.query.flag("args"))
        let place = try StreamPlace(request.requester, in: self)
        let stream = try await events.open(wanted, for: request.requester)
        return Self.answer(stream, EventFraming(accept: request.accept), place)
      }
    ]
  }

  /// Nanoseconds of silence after which a sign of life is sent.
  private static let silence: UInt64 = 15_000_000_000

  private static func answer(
    _ stream: any LiveEventStream, _ framing: EventFraming, _ place: StreamPlace
  ) -> Answer {
    Answer(
      status: .ok, type: framing.type,
      content: .stream { @concurrent writer in
        // Held until the end.
        defer { withExtendedLifetime(place) {} }
        // The reader learns at once that it has begun.
        try await writer.write(ByteBuffer(bytes: framing.signOfLife))
        while let events = try await stream.next(within: silence) {
          let bytes = events.isEmpty ? framing.signOfLife : events.flatMap(framing.frame)
          try await writer.write(ByteBuffer(bytes: bytes))
        }
        try await writer.finish(nil)
      })
  }
}

/// A reader's place among the streams of its user, until it is released.
private final class StreamPlace: Sendable {
  private let user: UInt32
  private let service: APIService

  init(_ requester: Requester, in service: APIService) throws(Problem) {
    let limit = service.settings.limits.apiStreamsPerUser
    guard
      service.streams.enter(
        requester.user, limit: nil, userLimit: requester.isPrivileged ? nil : limit)
    else {
      throw Problem(
        .tooManyRequests, "This user has \(limit) streams already: close one.", retryAfter: 60)
    }
    user = requester.user
    self.service = service
  }

  deinit { service.streams.leave(user) }
}
