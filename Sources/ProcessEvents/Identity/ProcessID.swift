/// The id of a process: what `getpid()` gives in the initial PID namespace.
///
/// C: `tgid`, the thread group's id. Ids are reused; only with the boot and the start time does one
/// name a process for ever.
public struct ProcessID: RawRepresentable, Hashable, Comparable, Sendable {
  public var rawValue: Int32

  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Takes the number.
  @inlinable public init(_ rawValue: Int32) { self.rawValue = rawValue }

  @inlinable public static func < (left: ProcessID, right: ProcessID) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension ProcessID: CustomStringConvertible {
  public var description: String { String(rawValue) }
}
