import Foundation
import Testing

/// The API's description, which real answers are held against.
struct OpenAPIDocument: @unchecked Sendable {
  static let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Sources/MonitorService/openapi.json").standardizedFileURL
  // Nothing changes it.
  static let shared = OpenAPIDocument()

  let root: [String: Any]

  init() {
    let data = (try? Data(contentsOf: Self.path)) ?? Data()
    root = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
  }

  var paths: [String: [String: [String: Any]]] {
    root["paths"] as? [String: [String: [String: Any]]] ?? [:]
  }

  /// The template that an address is of; nil where there is none.
  func template(of target: String) -> String? {
    let path = target.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
    return paths.keys.first { template in
      let segments = template.split(separator: "/", omittingEmptySubsequences: false)
      return segments.count == path.count
        && zip(segments, path).allSatisfy { $0.hasPrefix("{") && !$1.isEmpty || $0 == $1 }
    }
  }

  /// Records an issue where an answer is not as is said here.
  func check(
    _ reply: Reply, _ method: String, _ target: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    let place = "\(method) \(target.prefix(80)): \(reply.status) \(reply.text.prefix(400))"
    let type = reply.fields["content-type"].map { String($0.prefix { $0 != ";" }) }
    var schema: Any? = ["$ref": "#/components/schemas/Problem"]
    if let template = template(of: target), let operation = paths[template]?[method.lowercased()] {
      guard
        let response = (operation["responses"] as? [String: Any])?["\(reply.status)"]
          as? [String: Any]
      else {
        Issue.record("no such status is described: \(place)", sourceLocation: location)
        return
      }
      let content = response["content"] as? [String: Any] ?? [:]
      if content.isEmpty {
        #expect(reply.body.isEmpty && type == nil, "\(place)", sourceLocation: location)
        return
      }
      schema = type.flatMap { (content[$0] as? [String: Any])?["schema"] }
      #expect(schema != nil, "no such content is described: \(place)", sourceLocation: location)
    } else {
      #expect(
        reply.status >= 400 && type == "application/problem+json", "\(place)",
        sourceLocation: location)
    }
    guard let schema, type?.hasSuffix("json") == true else { return }
    let faults = SchemaValidator(root: root).faults(of: reply.json, schema, "")
    #expect(faults.isEmpty, "\(faults) in \(place)", sourceLocation: location)
    if let status = reply.number("status"), type == "application/problem+json" {
      #expect(status == reply.status, "\(place)", sourceLocation: location)
    }
    if reply.status == 429 || type == "application/problem+json" && reply.status == 503 {
      #expect(
        reply.fields["retry-after"].flatMap { Int($0) } ?? 0 > 0
          || reply.detail.contains("no live"), "\(place)", sourceLocation: location)
    }
  }
}
