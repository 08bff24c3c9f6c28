/// A place between deaths, so that a page begins where another ended, whatever was added or removed meanwhile.
public struct DeathCursor: Hashable, Sendable {
  /// Of the last death before it, in nanoseconds since 1970.
  var time: Int64
  /// In which order it was recorded.
  var sequence: Int64
}

extension DeathCursor: LosslessStringConvertible {
  /// Takes what ``description`` makes.
  public init?(_ description: String) {
    let parts = description.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let time = Int64(parts[0]), let sequence = Int64(parts[1]) else {
      return nil
    }
    self.init(time: time, sequence: sequence)
  }

  public var description: String { "\(time).\(sequence)" }
}
