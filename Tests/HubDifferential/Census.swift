import ConnectorProtocol
import KernelInterface
import ProcessEvents

/// The kernel's count of listeners, which all programs share: changes it, and where nobody else does, measures it.
struct Census {
  let filtersEvents: Bool
  let observer: Observer

  /// Changes the count by what a script has left of it, taken the other way.
  func change(by difference: Int) throws {
    for _ in 0..<abs(difference) {
      let socket = try KernelSocket()
      let operations: [ConnectorRequest.Operation] =
        // A listener that is closed stays counted; an IGNORE behind a refused operation counts down.
        difference > 0 ? [.listen] : filtersEvents ? [.init(rawValue: 9), .ignore] : [.ignore]
      for operation in operations {
        try socket.send(ConnectorRequest(operation, token: 1).encoded())
      }
    }
  }

  /// Whether the kernel tells of events.
  func isHeard() throws -> Bool {
    try observer.forget()
    var actor = Actor()
    try actor.perform(.exit(code: 0))
    // On its own CPU, all has been sent by then but the exit.
    ProcessActions.sleep(milliseconds: 2)
    return try !observer.events(of: actor.children, isDue: false).isEmpty
  }

  /// Makes the count 0, whatever it was.
  func reset() throws {
    var steps = 0
    while try isHeard() {
      try change(by: -1)
      steps += 1
      if steps > 10_000 { throw Difference.disturbed("somebody else listens") }
    }
    while try !isHeard() {
      try change(by: 1)
      steps += 1
      if steps > 20_000 { throw Difference.found("no listener makes the kernel tell anything") }
    }
    try change(by: -1)
  }

  /// Makes the count 0 again, and makes sure that it was what the hub says.
  func settle(_ count: Int) throws {
    try change(by: -count)
    if try isHeard() { throw Difference.found("the count is more than \(count)") }
    try change(by: 1)
    if try !isHeard() { throw Difference.found("the count is less than \(count)") }
    try change(by: -1)
  }
}
