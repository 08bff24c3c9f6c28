public import ProcessConnector

/// One thing in the stream, with what is known of the process that it is about.
public struct ProcessElement: Hashable, Sendable {
  /// What happened.
  public var element: ConnectorElement
  /// Of a fork, the new process; nil for losses and where the kind of event is unknown.
  public var process: ProcessDescription?

  /// Makes an element of its parts.
  public init(_ element: ConnectorElement, process: ProcessDescription? = nil) {
    self.element = element
    self.process = process
  }
}
