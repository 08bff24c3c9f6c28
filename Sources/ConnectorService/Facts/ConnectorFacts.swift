internal import ConnectorHub
internal import ProcessEvents

/// What the server knows of processes: whose they are, and their numbers in PID namespaces.
struct ConnectorFacts: EventFacts {
  var credentials = CredentialTable()
  /// Whether somebody asks whose they are.
  var followsCredentials = false
  var numbers = TaskNumbers(KernelTaskNumbers())

  /// The events that ``numbers`` needs once it follows a namespace.
  static let numberEvents: EventMask = [.fork, .exec, .exit]

  func user(of task: TaskID, at time: KernelInstant) -> UInt32? {
    credentials.user(of: task.process, at: time)
  }

  func group(of task: TaskID, at time: KernelInstant) -> UInt32? {
    credentials.group(of: task.process, at: time)
  }

  func numbers(
    of task: TaskID, in namespace: PIDNamespace, at time: KernelInstant
  ) -> TaskID? {
    numbers.numbers(of: task, in: namespace)
  }

  mutating func take(_ event: ProcessEvent) -> Set<PIDNamespace> {
    if followsCredentials { credentials.take(event) }
    return numbers.take(event)
  }
}
