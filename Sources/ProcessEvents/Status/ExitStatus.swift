/// How a thread or a process ended: the status that `wait(2)` gives.
///
/// C: `code << 8`, or the signal's number, with `0x80` when core was dumped.
public struct ExitStatus: RawRepresentable, Hashable, Sendable {
  public var rawValue: UInt32

  @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The status of a program that ended with `exit(code)`.
  @inlinable public static func exited(code: UInt8) -> ExitStatus {
    ExitStatus(rawValue: UInt32(code) << 8)
  }

  /// The status of a program that a signal ended.
  @inlinable
  public static func signaled(_ signal: Signal, coreDumped: Bool = false) -> ExitStatus {
    ExitStatus(rawValue: UInt32(signal.rawValue & 0x7F) | (coreDumped ? 0x80 : 0))
  }

  /// The exit code; nil when a signal ended it.
  @inlinable public var code: UInt8? {
    rawValue & 0x7F == 0 ? UInt8(truncatingIfNeeded: rawValue >> 8) : nil
  }

  /// The signal that ended it; nil when it ended by itself.
  @inlinable public var signal: Signal? {
    let number = rawValue & 0x7F
    return number == 0 ? nil : Signal(rawValue: Int32(number))
  }

  /// Whether core was dumped.
  @inlinable public var coreDumped: Bool { signal != nil && rawValue & 0x80 != 0 }

  /// Whether it is anything other than `exit(0)`; the kernel's test for `PROC_EVENT_NONZERO_EXIT`.
  @inlinable public var isAbnormal: Bool { rawValue != 0 }
}

extension ExitStatus: CustomStringConvertible {
  /// Such as `0`, `code 3` or `signal 11 (Segmentation fault), core dumped`.
  public var description: String {
    if let signal {
      return "signal \(signal.rawValue) (\(signal.explanation))"
        + (coreDumped ? ", core dumped" : "")
    }
    let code = code ?? 0
    return code == 0 ? "0" : "code \(code)"
  }
}
