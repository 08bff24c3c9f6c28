internal import HTTPTypes
internal import PlainData

/// All routes.
struct RouteTable: Sendable {
  let routes: [Route]

  /// The route for a request.
  ///
  /// - Throws: 404 where there is no such address, 405 where it has no such method, 400 where it is none.
  func find(
    _ method: HTTPRequest.Method, path: Substring
  ) throws(Problem) -> (route: Route, parts: [String: String]) {
    let segments = try Self.segments(of: path)
    let matches = routes.compactMap { route in route.parts(of: segments).map { (route, $0) } }
    if matches.isEmpty {
      throw Problem(
        .notFound, "There is nothing at this address: see /openapi.json for what there is.")
    }
    let wanted = method == .head ? .get : method
    if let match = matches.first(where: { $0.0.method == wanted }) { return match }
    let methods = matches.map(\.0.method.rawValue)
    let allowed = (methods + (methods.contains("GET") ? ["HEAD"] : [])).sorted()
      .joined(separator: ", ")
    var problem = Problem(.methodNotAllowed, "This address takes \(allowed).")
    problem.fields[.allow] = allowed
    throw problem
  }

  /// Empty segments, dots and encoded slashes would make two addresses of one.
  private static func segments(of path: Substring) throws(Problem) -> [String] {
    guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }) else {
      throw Problem(.badRequest, "An address begins with \"/\" and is percent-encoded UTF-8.")
    }
    var segments: [String] = []
    for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let segment = PercentCoding.decode(part) else {
        throw Problem(.badRequest, "An address begins with \"/\" and is percent-encoded UTF-8.")
      }
      guard !segment.isEmpty, segment != ".", segment != "..", !segment.contains("/") else {
        throw Problem(
          .notFound, "There is nothing at this address: see /openapi.json for what there is.")
      }
      segments.append(segment)
    }
    return segments
  }
}
