internal import HTTPTypes

/// What is answered to a method at addresses of one form.
struct Route: Sendable {
  typealias Handler = @Sendable (APIRequest) async throws -> Answer

  let method: HTTPRequest.Method
  /// Such as `/v1/deaths/{boot}/{pid}`.
  let template: String
  /// The parameters that it knows.
  let keys: [String]
  let handler: Handler

  init(
    _ method: HTTPRequest.Method, _ template: String, keys: [String] = [],
    handler: @escaping Handler
  ) {
    self.method = method
    self.template = template
    self.keys = keys
    self.handler = handler
  }

  /// What stands in the places of the names; nil where the path is of another form.
  ///
  /// - Parameter path: decoded, one element for each segment.
  func parts(of path: [String]) -> [String: String]? {
    let segments = template.split(separator: "/")
    guard segments.count == path.count else { return nil }
    var parts: [String: String] = [:]
    for (segment, text) in zip(segments, path) {
      if segment.hasPrefix("{") {
        parts[String(segment.dropFirst().dropLast())] = text
      } else if segment != text {
        return nil
      }
    }
    return parts
  }
}
