package import ProcessConnector

/// What a door goes by.
package struct DoorSettings: Hashable, Sendable {
  package var rule = AccessRule()
  package var limits = ServerLimits()
  /// The buffer of the subscription; it stays as it was at the beginning.
  package var receiveBuffer = ReceiveBuffer.default

  package init() {}
}

/// What somebody who looks after the machine should know of a door.
package enum DoorNote: Sendable {
  /// Clients are refused for a while: events cannot be had.
  case failed(ConnectorError)
  /// Events were lost before they came here; clients have been told.
  case lost(UInt64)
  /// Processes cannot be looked at: those who may not hear of all have to wait.
  case scanFailed(String)
}

/// What has come and gone through a door since it was opened, where nothing else is said.
package struct DoorCounters: Hashable, Sendable {
  package var server = ServerCounters()
  /// Events from the kernel.
  package var events: UInt64 = 0
  /// Events that the kernel could not deliver to the server.
  package var upstreamLost: UInt64 = 0
  /// Whether events are subscribed to now.
  package var isSubscribed = false

  package init() {}
}
