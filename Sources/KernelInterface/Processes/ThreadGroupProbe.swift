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
    let isAnother = ProcessStat(process: process)?.start.isLater(than: instant) == true
    self = isAnother ? .gone : .alive(descriptor)
  }
}
