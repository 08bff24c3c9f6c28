internal import ArgumentParser
internal import KernelInterface
internal import PlainData
internal import ProcessConnector

/// A moment on the command line: a time such as `2026-11-23T15:20:01Z`, or how long ago it was.
enum MomentArgument: ExpressibleByArgument, Hashable {
  case time(nanoseconds: UInt64)
  case ago(Duration)

  init?(argument: String) {
    if let time = Timestamp.nanoseconds(argument) {
      self = .time(nanoseconds: time)
    } else if let duration = DurationArgument(argument: argument) {
      self = .ago(duration.duration)
    } else {
      return nil
    }
  }

  /// It as the daemon takes it.
  ///
  /// - Parameter now: nanoseconds since 1970.
  func text(now: UInt64) -> String {
    let time: UInt64 =
      switch self {
      case .time(let time): time
      case .ago(let duration): now - min(now, duration.wholeNanoseconds)
      }
    return EventClock.timestamp(time)
  }

  static let defaultCompletionKind = DurationArgument.defaultCompletionKind
}
