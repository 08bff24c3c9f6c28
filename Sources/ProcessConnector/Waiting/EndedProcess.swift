package import ProcessEvents

/// A process that was waited for, and how it ended.
package struct EndedProcess: Hashable, Sendable {
  package var process: ProcessID
  /// Nil where it cannot be known.
  package var status: ExitStatus?
  /// Nil where it had ended before.
  package var time: KernelInstant?

  package init(process: ProcessID, status: ExitStatus?, time: KernelInstant?) {
    self.process = process
    self.status = status
    self.time = time
  }
}

/// How a ``ProcessWaiter``'s wait came to its end.
package enum WaiterOutcome: Hashable, Sendable {
  case ended([EndedProcess])
  case timedOut
  case interrupted
}
