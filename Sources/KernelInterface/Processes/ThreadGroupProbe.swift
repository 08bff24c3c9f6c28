internal import CLinux

/// What became of a process of which a thread is known to have ended.
package enum ThreadGroupProbe: ~Copyable {
  /// No thread of it is left, and its parent knows.
  case gone
  /// No thread of it is left, and its parent has yet to take note.
  case ended(PidDescriptor)
  /// Other threads live on; the descriptor becomes readable when the last has ended.
  case alive(PidDescriptor)
  /// The system did not say, for want of descriptors or of the system call.
  case unanswered

  /// Looks whether the process that had the id `process` is gone.
  ///
  /// - Parameters:
  ///   - instant: when the thread ended, on `CLOCK_MONOTONIC`, in nanoseconds. A process that
  ///     began after that has merely got the same id.
  package init(process: Int32, endedAt instant: UInt64) {
    let descriptor: PidDescriptor
    do {
      descriptor = try PidDescriptor(process: process)
    } catch {
      switch error.errno {
      case .noSuchProcess, .invalidArgument, .noSuchFile: self = .gone
      default: self = .unanswered
      }
      return
    }
    guard let hasEnded = try? descriptor.hasEnded else {
      self = .unanswered
      return
    }
    if hasEnded {
      self = .ended(descriptor)
      return
    }
    let isAnother = StartTime(process: process)?.isLater(than: instant) == true
    self = isAnother ? .gone : .alive(descriptor)
  }
}

/// When a process began: what tells it from one that had its id before. An exec leaves it as it is.
private struct StartTime {
  /// Clock ticks since the boot, the time of suspension included.
  private let ticks: UInt64

  init?(process: Int32) {
    guard let text = try? Files.text(of: "/proc/\(process)/stat", limit: 1024) else { return nil }
    // The name stands in parentheses and may hold any byte, so fields count from the last one.
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
    ticks = start
  }

  /// Whether it lies in a later clock tick than `instant` of `CLOCK_MONOTONIC`.
  ///
  /// An id does not come back within a tick, since all others are used before.
  func isLater(than instant: UInt64) -> Bool {
    let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    let suspended = Clocks.boottime &- Clocks.monotonic
    return ticks > (instant &+ suspended) / (1_000_000_000 / ticksPerSecond)
  }
}
