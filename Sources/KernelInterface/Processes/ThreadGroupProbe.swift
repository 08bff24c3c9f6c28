internal import CLinux

/// What became of a process of which a thread is known to have ended.
package enum ThreadGroupProbe: ~Copyable {
  /// No thread of it is left; it may be a zombie.
  case gone
  /// Other threads live on; the descriptor becomes readable when the last has ended.
  case alive(PidDescriptor)
  /// The system did not say, for want of descriptors or of the system call.
  case unanswered

  /// Looks whether the process that had the id `process` is gone.
  ///
  /// - Parameters:
  ///   - leaderEnded: whether its first thread is known to have ended.
  ///   - instant: when the thread ended, on `CLOCK_MONOTONIC`, in nanoseconds. A process that
  ///     began after that has merely got the same id.
  package init(process: Int32, leaderEnded: Bool, endedAt instant: UInt64) {
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
      self = .gone
      return
    }
    if let living = ProcessStat(process: process) {
      // Only a new process can have a running first thread where the old one's has ended.
      let isAnother = leaderEnded && !living.isZombie || living.began(after: instant)
      if isAnother {
        self = .gone
        return
      }
    }
    self = .alive(descriptor)
  }
}

/// The two fields of `/proc/PID/stat` that tell a process from its successor.
private struct ProcessStat {
  let isZombie: Bool
  /// Clock ticks since the boot, the time of suspension included.
  let startTicks: UInt64

  init?(process: Int32) {
    guard let text = try? Files.text(of: "/proc/\(process)/stat", limit: 1024) else { return nil }
    // The name stands in parentheses and may hold any byte, so fields count from the last one.
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
    isZombie = fields[0] == "Z" || fields[0] == "X"
    startTicks = start
  }

  /// Whether it began in a later clock tick than `instant` of `CLOCK_MONOTONIC`.
  func began(after instant: UInt64) -> Bool {
    let ticksPerSecond = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
    let suspended = Clocks.boottime &- Clocks.monotonic
    return startTicks > (instant &+ suspended) / (1_000_000_000 / ticksPerSecond)
  }
}
