package import ProcessConnector

/// Why a reader cannot be served.
package enum FeedError: Error, Hashable, Sendable {
  case tooManyReaders(limit: Int)
  case tooManyReadersOfUser(limit: Int)
  /// The feed has been closed.
  case closed
  /// The kernel refuses, or has failed since.
  case connector(ConnectorError)
}

extension FeedError: CustomStringConvertible {
  /// One sentence with the next step.
  package var description: String {
    switch self {
    case .tooManyReaders(let limit):
      "\(limit) streams are open, and there cannot be more; try again when one has ended"
    case .tooManyReadersOfUser(let limit):
      "this user has \(limit) streams open, and cannot have more; end one of them first"
    case .closed: "the service is about to stop; try again when it is back"
    case .connector(let error): error.description
    }
  }
}
