internal import HTTPTypes
internal import Metrics

/// Counts requests, with the names of OpenTelemetry's conventions for HTTP servers.
///
/// Labels have few values, whatever clients send.
struct RequestMetrics: Sendable {
  private static let methods: Set<String> = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS",
  ]

  /// - Parameters:
  ///   - route: the template; nil where none was found.
  ///   - duration: nanoseconds until the answer was there; of a stream, its beginning.
  func record(
    _ method: HTTPRequest.Method, route: String?, _ status: HTTPResponse.Status,
    duration: UInt64
  ) {
    let name = Self.methods.contains(method.rawValue) ? method.rawValue : "_OTHER"
    let timer = Timer(
      label: "http.server.request.duration",
      dimensions: [
        ("http.request.method", name), ("http.response.status_code", "\(status.code)"),
        ("http.route", route ?? ""),
      ])
    timer.recordNanoseconds(duration)
  }
}
