internal import ConnectorService
internal import HTTPTypes
internal import HummingbirdCore
internal import KernelInterface
internal import Logging
internal import NIOCore
internal import ProcessMonitor
internal import Synchronization

/// The API: who asks, whether he may ask so often, and what is answered.
///
/// What a requester may see or do is the monitor's to decide.
final class APIService: Sendable {
  let monitor: Monitor
  let connections = UsageCounter()
  let streams = UsageCounter()
  let events: (any LiveEventSource)?
  /// The connector's socket; nil where there is none.
  let door: ConnectorDoor?
  /// What libraries have recorded; nil where nobody keeps it.
  let registry: MetricsRegistry?
  let begin = Clocks.boottime
  let logger: Logger
  private let rate = RequestRate()
  private let metrics = RequestMetrics()
  private let state: Mutex<ServiceSettings>

  /// Connections that are kept for those who may do all, so that others cannot lock them out.
  private static let reservedConnections = 16

  init(
    _ monitor: Monitor, _ settings: ServiceSettings, events: (any LiveEventSource)?,
    door: ConnectorDoor? = nil, registry: MetricsRegistry?, logger: Logger
  ) {
    self.monitor = monitor
    self.events = events
    self.door = door
    self.registry = registry
    self.logger = logger
    state = Mutex(settings)
  }

  var settings: ServiceSettings {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  var routes: RouteTable {
    RouteTable(
      routes: healthRoutes + documentRoutes + statusRoutes + deathRoutes + registrationRoutes
        + eventRoutes)
  }

  /// Counts a connection if there is room for it.
  func admit(_ peer: PeerCredentials) -> Bool {
    let settings = settings
    let isPrivileged = settings.isPrivileged(peer)
    return connections.enter(
      peer.user,
      limit: settings.limits.apiConnections + (isPrivileged ? Self.reservedConnections : 0),
      userLimit: isPrivileged ? nil : settings.limits.apiConnectionsPerUser)
  }

  func respond(to request: Request, from peer: PeerCredentials) async -> Answer {
    let begin = Clocks.monotonic
    var template: String?
    var answer = await self.answer(to: request, from: peer, template: &template)
    if request.method == .head, case .bytes(let buffer) = answer.content {
      answer.fields[.contentLength] = String(buffer.readableBytes)
      answer.content = .none
    }
    metrics.record(
      request.method, route: template, answer.status, duration: Clocks.monotonic &- begin)
    return answer
  }

  private func answer(
    to request: Request, from peer: PeerCredentials, template: inout String?
  ) async -> Answer {
    let settings = settings
    let requester = settings.requester(peer)
    do {
      if !requester.isPrivileged,
        let wait = rate.take(
          user: peer.user, perSecond: settings.limits.apiRequestsPerSecond,
          now: Clocks.monotonic)
      {
        throw Problem(
          .tooManyRequests, "These are too many requests in a second: wait, and try again.",
          retryAfter: Int(wait / 1_000_000_000) + 1)
      }
      let target = (request.head.path ?? "")
        .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
      let (route, parts) = try routes.find(request.method, path: target[0])
      template = route.template
      let query = try Query(target.count > 1 ? target[1] : "", keys: route.keys)
      return try await route.handler(
        APIRequest(request, from: requester, parts: parts, query: query))
    } catch {
      return problem(for: error, request).answer
    }
  }

  private func problem(for error: any Error, _ request: Request) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let refusal as MonitorRefusal: return Problem(refusal)
    case let error as ConfigurationError: return Problem(error)
    case is CancellationError:
      return Problem(.serviceUnavailable, "The daemon is ending: try again.", retryAfter: 5)
    default:
      logger.error("A request has failed: \(error)")
      return Problem(
        .internalServerError, "The daemon has failed to answer; its log says why.")
    }
  }
}
