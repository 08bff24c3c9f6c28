/// A configuration that cannot be used.
public struct ConfigurationFileError: Error, Hashable, Sendable {
  @nonexhaustive
  public enum Reason: Hashable, Sendable {
    /// There is no such file, though it was asked for.
    case missing
    /// It cannot be opened or read; what the system says.
    case unreadable(String)
    /// It is a directory, a pipe or the like.
    case notRegular
    /// It has more bytes than this.
    case tooLarge(limit: Int)
    /// Others than its owner may write to it, and could have commands run as whom they like.
    case writableByOthers
    /// It belongs to this user, who could have commands run as whom he likes.
    case owner(UInt32)
    /// A line, from 1, is not UTF-8.
    case notText(line: Int)
    case mistakes(ConfigurationError)
  }

  public var path: String
  public var reason: Reason

  public init(path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }
}

extension ConfigurationFileError: CustomStringConvertible {
  /// One line that says what to do; of mistakes, one or more for each.
  public var description: String {
    switch reason {
    case .missing: "\(path): there is no such file: write it, or start without --config"
    case .unreadable(let problem): "\(path): cannot be read: \(problem)"
    case .notRegular: "\(path): is no regular file"
    case .tooLarge(let limit): "\(path): is longer than \(limit) bytes"
    case .writableByOthers:
      "\(path): others than its owner may write to it, and so run commands: chmod go-w \(path)"
    case .owner(let user):
      "\(path): belongs to user \(user), who could run commands by it: chown root \(path)"
    case .notText(let line): "\(path):\(line):1: is not UTF-8"
    case .mistakes(let error): error.rendered(file: path)
    }
  }
}
