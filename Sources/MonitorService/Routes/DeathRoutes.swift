internal import HTTPTypes
internal import PlainData
internal import ProcessEvents
internal import ProcessMonitor

extension APIService {
  /// What a process's registration and its death are named by.
  static let identityTemplate = "{boot}/{pid}/{ticks}/{guard}"

  var deathRoutes: [Route] {
    let keys = [
      "since", "until", "name", "guard", "cause", "state", "user", "after", "limit",
    ]
    return [
      Route(.get, "/v1/deaths", keys: keys) { [self] request in
        try await page(request, "deaths", states: [])
      },
      Route(.get, "/v1/cleanups", keys: keys) { [self] request in
        // What is done, and what needed nothing, is left out unless it is asked for.
        try await page(
          request, "cleanups", states: [.pending, .inProgress, .partialCleanup, .gaveUp])
      },
      Route(.get, "/v1/deaths/" + Self.identityTemplate) { [self] request in
        let id = try Self.deathID(in: request)
        let history = try await monitor.death(id, for: request.requester)
        return .json { DeathAnswer.write(history, into: &$0) }
      },
      Route(.post, "/v1/cleanups/" + Self.identityTemplate + "/retry") { [self] request in
        let id = try Self.deathID(in: request)
        let history = try await monitor.retry(id, by: request.requester)
        return .json { DeathAnswer.write(history.death, into: &$0) }
      },
    ]
  }

  private func page(
    _ request: APIRequest, _ name: String, states: Set<CleanupState>
  ) async throws -> Answer {
    let query = request.query
    var wanted = DeathQuery(
      since: try query.time("since"), until: try query.time("until"), name: query["name"],
      guardName: query["guard"], owner: try query.number("user", in: 0...UInt32.max),
      states: states)
    if let text = query["cause"] { wanted.cause = try Self.cause(text) }
    if let text = query["state"] { wanted.states = try Self.states(text) }
    var cursor: DeathCursor?
    if let text = query["after"] {
      cursor = DeathCursor(text)
      if cursor == nil { throw Self.badCursor }
    }
    let page = try await monitor.deaths(
      matching: wanted, after: cursor, limit: try Self.limit(query), for: request.requester)
    return .json { json in
      json.list(name) { json in
        for death in page.deaths { json.object { DeathAnswer.write(death, into: &$0) } }
      }
      if let next = page.next { json.text("next", "\(next)") }
    }
  }

  static let badCursor = Problem(.badRequest, "\"after\" is what \"next\" was on the page before.")

  static func limit(_ query: Query) throws(Problem) -> Int {
    try query.number("limit", in: 1...1000) ?? 100
  }

  private static func deathID(in request: APIRequest) throws(Problem) -> DeathID {
    DeathID(rawValue: try key(in: request).description)
  }

  /// The process and the guard that an address names.
  static func key(in request: APIRequest) throws(Problem) -> RegistrationKey {
    let text = ["boot", "pid", "ticks", "guard"].map { request.parts[$0] ?? "" }
      .joined(separator: "/")
    guard let key = RegistrationKey(text) else {
      throw Problem(
        .notFound, "An id is of the form BOOT/PID/TICKS/GUARD, as the lists have them.")
    }
    return key
  }

  private static func cause(_ text: String) throws(Problem) -> DeathQuery.Cause {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("unknown", 1): return .unknown
    case ("code", 2):
      if let code = UInt8(parts[1]) { return .code(code) }
    case ("signal", 2):
      if let number = Int32(parts[1]), (1...64).contains(number) {
        return .signal(Signal(rawValue: number))
      }
      if let signal = Signal(name: String(parts[1])) { return .signal(signal) }
    default: break
    }
    throw Problem(
      .badRequest, "\"cause\" is code:NUMBER, signal:NUMBER, signal:NAME or unknown.")
  }

  private static func states(_ text: String) throws(Problem) -> Set<CleanupState> {
    var states: Set<CleanupState> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let state = CleanupState(rawValue: String(word)) else {
        let all = CleanupState.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem(.badRequest, "\"state\" is one or more of \(all), with commas between.")
      }
      states.insert(state)
    }
    return states
  }
}
