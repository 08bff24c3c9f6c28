/// Why the monitor does not do what it was asked for, in one sentence for whoever asked.
@nonexhaustive
public enum MonitorRefusal: Error, Hashable, Sendable {
  /// The request makes no sense.
  case invalid(String)
  /// It is not the requester's to ask for.
  case forbidden(String)
  case notFound(String)
  /// What is there does not allow it, such as a process that has ended.
  case conflict(String)
  /// A limit is reached.
  case limit(String)
  /// It cannot be done now, but perhaps later.
  case unavailable(String)

  public var message: String {
    switch self {
    case .invalid(let text), .forbidden(let text), .notFound(let text), .conflict(let text),
      .limit(let text), .unavailable(let text):
      text
    }
  }
}

extension MonitorRefusal: CustomStringConvertible {
  public var description: String { message }
}
