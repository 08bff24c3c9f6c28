internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import PlainData

/// What a request is answered with.
struct Answer: Sendable {
  enum Content: Sendable {
    case none
    case bytes(ByteBuffer)
    /// Lasts as long as the closure runs.
    case stream(@Sendable @concurrent (inout any ResponseBodyWriter) async throws -> Void)
  }

  var status: HTTPResponse.Status
  var type: String?
  var content: Content
  var fields = HTTPFields()

  static func json(
    _ status: HTTPResponse.Status = .ok, type: String = "application/json",
    _ body: (inout JSONText) -> Void
  ) -> Answer {
    var text = JSONText()
    text.object(nil, body)
    return bytes(status, type: type, text.bytes + [UInt8(ascii: "\n")])
  }

  static func bytes(
    _ status: HTTPResponse.Status = .ok, type: String, _ bytes: some Sequence<UInt8>
  ) -> Answer {
    Answer(status: status, type: type, content: .bytes(ByteBuffer(bytes: bytes)))
  }

  static let nothing = Answer(status: .noContent, type: nil, content: .none)
}

extension Answer {
  var head: HTTPResponse {
    var fields = fields
    if let type { fields[.contentType] = type }
    // What other users' processes are called must not be taken for anything else, nor be kept.
    fields[.xContentTypeOptions] = "nosniff"
    fields[.cacheControl] = "no-store"
    fields[.date] = HTTPDate.now
    if case .bytes(let buffer) = content { fields[.contentLength] = String(buffer.readableBytes) }
    return HTTPResponse(status: status, headerFields: fields)
  }

  var body: ResponseBody {
    switch content {
    case .none: ResponseBody()
    case .bytes(let buffer): ResponseBody(byteBuffer: buffer)
    case .stream(let write): ResponseBody(write)
    }
  }
}
