internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import PlainData
internal import ProcessMonitor

/// A request that a route is there for.
struct APIRequest: Sendable {
  var requester: Requester
  /// What stands in the places of the route's `{names}`.
  var parts: [String: String]
  var query: Query
  var accept: String
  private let request: Request

  init(
    _ request: Request, from requester: Requester, parts: [String: String], query: Query
  ) {
    self.request = request
    self.requester = requester
    self.parts = parts
    self.query = query
    accept = request.headers[.accept] ?? ""
  }

  /// The body as JSON.
  func document(limit: Int) async throws -> PlainValue {
    let type = request.headers[.contentType]?.split(separator: ";").first ?? ""
    guard type.lowercased() == "application/json" else {
      throw Problem(.unsupportedMediaType, "The body is JSON: Content-Type: application/json.")
    }
    let tooLarge = Problem(.contentTooLarge, "The body has at most \(limit) bytes.")
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw tooLarge
    }
    let buffer: ByteBuffer
    do {
      buffer = try await request.body.collect(upTo: limit)
    } catch is NIOTooManyBytesError {
      throw tooLarge
    }
    do throws(JSONFault) {
      return try JSONParser.parse(Array(buffer.readableBytesView))
    } catch {
      throw Problem(.badRequest, "The body is not JSON that is taken here: \(error).")
    }
  }
}
