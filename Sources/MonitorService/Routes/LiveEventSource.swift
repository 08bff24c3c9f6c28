internal import ProcessMonitor

/// Where the live events come from.
protocol LiveEventSource: Sendable {
  /// Events that readers were too slow for.
  var lostEvents: UInt64 { get }

  /// Begins a stream.
  ///
  /// - Throws: `Problem`
  func open(
    _ request: LiveEventRequest, for requester: Requester
  ) async throws -> any LiveEventStream
}

/// One reader's stream. It ends when it is released.
protocol LiveEventStream: Sendable {
  /// The next events, a JSON object each, without a line feed; none where nothing has come in so many nanoseconds.
  ///
  /// - Returns: nil at the end.
  func next(within nanoseconds: UInt64) async throws -> [[UInt8]]?
}

/// What a reader of live events wants.
struct LiveEventRequest: Hashable, Sendable {
  var filter: String?
  /// Kinds, with commas between; nil is the source's own choice.
  var events: String?
  var hasArguments: Bool
}
