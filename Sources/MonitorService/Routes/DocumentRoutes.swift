internal import HTTPTypes

extension APIService {
  /// The API's own description, and the counters.
  var documentRoutes: [Route] {
    [
      Route(.get, "/openapi.json") { _ in
        .bytes(type: "application/json", PackageResources.openapi_json)
      },
      Route(.get, "/metrics") { [self] _ in
        .bytes(type: OpenMetricsText.type, await metricsText().utf8)
      },
    ]
  }
}
