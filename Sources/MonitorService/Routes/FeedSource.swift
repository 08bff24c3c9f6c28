internal import HTTPTypes
internal import ProcessEvents
internal import ProcessMonitor
internal import ProcessTable

/// Live events from the monitor's feed.
struct FeedSource: LiveEventSource {
  let feed: EventFeed

  var lostEvents: UInt64 { feed.counters.lost }

  func open(
    _ request: LiveEventRequest, for requester: Requester
  ) async throws -> any LiveEventStream {
    let wanted = FeedRequest(
      filter: try request.filter.map(Self.filter), events: try request.events.map(Self.mask),
      details: request.hasArguments ? .arguments : [],
      viewer: requester.isPrivileged ? .everything : .user(requester.user))
    do throws(FeedError) {
      return FeedStream(subscription: try await feed.open(wanted))
    } catch {
      switch error {
      case .tooManyReaders, .tooManyReadersOfUser:
        throw Problem(.tooManyRequests, Problem.sentence("\(error)"), retryAfter: 60)
      default: throw Problem(.serviceUnavailable, Problem.sentence("\(error)"), retryAfter: 5)
      }
    }
  }

  private static func filter(_ text: String) throws(Problem) -> Filter {
    do {
      return try Filter(parsing: text)
    } catch {
      throw Problem(.badRequest, Problem.sentence("\"filter\": \(error)"))
    }
  }

  private static func mask(_ text: String) throws(Problem) -> EventMask {
    var mask: EventMask = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      switch word {
      case "all": mask = .all
      case "abnormal": mask.formUnion(.nonzeroExit)
      default:
        guard let kind = EventMask.names.first(where: { $0.name == word }) else {
          let names = EventMask.names.filter { $0.mask != .nonzeroExit }.map(\.name)
          throw Problem(
            .badRequest,
            "\"events\" is one or more of abnormal, all, \(names.joined(separator: ", ")), with commas between."
          )
        }
        mask.formUnion(kind.mask)
      }
    }
    return mask
  }
}

/// One reader of the feed.
private struct FeedStream: LiveEventStream {
  let subscription: FeedSubscription

  func next(within nanoseconds: UInt64) async throws -> [[UInt8]]? {
    try Task.checkCancellation()
    let waiting = Task { try await subscription.next() }
    // Its end leaves the stream as it is.
    let timer = Task {
      try await Task.sleep(for: .nanoseconds(Int64(clamping: nanoseconds)))
      waiting.cancel()
    }
    defer { timer.cancel() }
    let bytes = try await withTaskCancellationHandler {
      try await waiting.value
    } onCancel: {
      waiting.cancel()
    }
    return bytes?.split(separator: UInt8(ascii: "\n")).map(Array.init)
  }
}
