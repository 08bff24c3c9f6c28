internal import ConnectorHub
internal import ProcessEvents

/// What the server knows of processes: whose they are.
struct ConnectorFacts: EventFacts, Sendable {
  var credentials = CredentialTable()
  /// Whether somebody asks.
  var followsCredentials = false

  func user(of task: TaskID, at time: KernelInstant) -> UInt32? {
    credentials.user(of: task.process, at: time)
  }

  func group(of task: TaskID, at time: KernelInstant) -> UInt32? {
    credentials.group(of: task.process, at: time)
  }

  mutating func take(_ event: ProcessEvent) {
    if followsCredentials { credentials.take(event) }
  }
}
