internal import HTTPTypes
internal import PlainData
internal import ProcessEvents
internal import ProcessMonitor

extension APIService {
  var registrationRoutes: [Route] {
    let path = "/v1/registrations"
    return [
      Route(.get, path, keys: ["pid", "guard", "user", "after", "limit"]) { [self] request in
        try await registrations(request)
      },
      Route(.post, path) { [self] request in
        let body = try await request.document(limit: Int(clamping: settings.limits.apiBody))
        let wanted = try RegistrationRequest(reading: body, by: request.requester)
        let receipt = try await monitor.register(wanted, by: request.requester)
        return .json(receipt.isReplacement ? .ok : .created) {
          RegistrationAnswer.write(receipt.registration, into: &$0)
        }
      },
      Route(.delete, path, keys: ["pid", "guard"]) { [self] request in
        guard let process = try request.query.number("pid", in: 1...Int32.max),
          let name = request.query["guard"]
        else { throw Problem(.badRequest, "Say which: ?pid=PID&guard=NAME.") }
        let key = try monitor.key(of: ProcessID(process), guardName: name)
        try await monitor.withdraw(key, by: request.requester)
        return .nothing
      },
      Route(.delete, path + "/" + Self.identityTemplate) { [self] request in
        try await monitor.withdraw(try Self.key(in: request), by: request.requester)
        return .nothing
      },
    ]
  }

  private func registrations(_ request: APIRequest) async throws -> Answer {
    let query = request.query
    let wanted = RegistrationQuery(
      process: try query.number("pid", in: 1...Int32.max).map { ProcessID($0) },
      guardName: query["guard"], owner: try query.number("user", in: 0...UInt32.max))
    var key: RegistrationKey?
    if let text = query["after"] {
      key = RegistrationKey(text)
      if key == nil { throw Self.badCursor }
    }
    let page = try await monitor.registrations(
      matching: wanted, after: key, limit: try Self.limit(query), for: request.requester)
    return .json { json in
      json.list("registrations") { json in
        for entry in page.registrations {
          json.object { RegistrationAnswer.write(entry, into: &$0) }
        }
      }
      if let next = page.next { json.text("next", "\(next)") }
    }
  }
}
