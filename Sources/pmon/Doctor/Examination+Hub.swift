internal import EventRendering
internal import ProcessConnector
internal import ProcessEvents

// The hub's socket, by which those hear whom the kernel does not serve.
extension Examination {
  mutating func lookAtHub(_ path: String = ConnectorSource.usualHub) {
    do {
      let reader = try ConnectorReader(
        ConnectorConfiguration(
          events: .nonzeroExit, delivery: .immediate, source: .hub(path: path)))
      add(.ok("hub", "it answers at \(path), and tells of \(HubScope.current().text)"))
      // Where the kernel serves, that has been tried already.
      if !isUsable { tryRoundTrips(with: reader) }
    } catch {
      add(Examination.hub(error, path, isNeeded: !isUsable))
    }
  }

  /// What to say of a hub that cannot be listened to.
  static func hub(_ error: ConnectorError, _ path: String, isNeeded: Bool) -> Finding {
    if isNeeded { return .no("hub", error.reason, advice: error.nextStep) }
    if case .hub(.missing, _) = error.cause {
      return .ok("hub", "none at \(path), nor is one needed, since the kernel serves this process")
    }
    return .limited("hub", error.reason, advice: error.nextStep)
  }
}
