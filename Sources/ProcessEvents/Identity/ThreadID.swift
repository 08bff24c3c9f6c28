/// The id of a thread: what `gettid()` gives in the initial PID namespace.
///
/// C: `pid` in the kernel's event structures.
public struct ThreadID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int32

  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Takes the number.
  @inlinable public init(_ rawValue: Int32) { self.rawValue = rawValue }

  @inlinable public static func < (left: ThreadID, right: ThreadID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension ThreadID: CustomStringConvertible {
  public var description: String { String(rawValue) }
}
