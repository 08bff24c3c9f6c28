internal import KernelInterface

/// Why an action failed, in one line.
struct ActionProblem: Error, Hashable, Sendable {
  var text: String
  /// The wait status, where a command ended in a way that is no success.
  var status: UInt32?

  init(_ text: String, status: UInt32? = nil) {
    self.text = text
    self.status = status
  }

  /// - Parameter remedy: what follows, such as what it would have taken.
  init(_ what: String, _ error: SystemCallError, _ remedy: String = "") {
    text = "\(what): \(error)\(remedy)"
  }

  static let interrupted = ActionProblem("interrupted: the monitor is ending")
  static func tooLong(_ milliseconds: UInt64) -> ActionProblem {
    ActionProblem("it took longer than \(milliseconds) ms")
  }
}
