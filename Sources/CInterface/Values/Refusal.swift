internal import CPmon
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Why a call fails: the number for the program, the text for people.
struct Refusal: Error {
  let errno: Errno
  let text: String

  init(_ errno: Errno, _ text: String) {
    self.errno = errno
    self.text = text
  }

  init(_ error: ConnectorError) {
    switch error.cause {
    case .notPermitted: errno = .notPermitted
    case .system: errno = error.errno.map(Errno.init(rawValue:)) ?? .inputOutput
    default: errno = .notSupported
    }
    text = error.description
  }

  init(_ error: SystemCallError) {
    errno = error.errno
    text = error.description
  }

  init(_ error: Filter.SyntaxError, in text: String) {
    self.init(.invalidArgument, error.rendered(text))
  }

  /// A mistake of the caller's.
  static func invalid(_ text: String) -> Refusal { Refusal(.invalidArgument, text) }

  /// What the functions return.
  var code: CInt { -errno.rawValue }

  static let noHandle = invalid("the handle is NULL")
  static let forked = Refusal(.notPermitted, "the handle belongs to the parent process")
}
