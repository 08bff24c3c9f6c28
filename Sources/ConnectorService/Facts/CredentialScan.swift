package import KernelInterface
package import ProcessEvents
internal import ProcessTable
internal import Synchronization

/// Reads the users and groups of all processes, on a thread of its own: with many of them that takes a while.
package final class CredentialScan: Sendable {
  package struct Reading: Sendable {
    package var process: ProcessID
    package var user: UInt32
    package var group: UInt32
    /// A moment before it was read, in nanoseconds on `CLOCK_MONOTONIC`.
    package var time: UInt64

    package init(process: ProcessID, user: UInt32, group: UInt32, time: UInt64) {
      self.process = process
      self.user = user
      self.group = group
      self.time = time
    }
  }

  package struct Result: Sendable {
    package var readings: [Reading] = []
    package var begin: UInt64 = 0
    package var end: UInt64 = 0
    /// Whether all processes were listed.
    package var isComplete = false

    package init() {}
  }

  private let done: EventDescriptor
  private let result = Mutex<Result?>(nil)
  private let thread = Mutex<Thread?>(nil)
  private let isCancelled = Atomic(false)

  package init() throws(SystemCallError) { done = try EventDescriptor() }

  /// Readable once there is something to take.
  package var rawDescriptor: Int32 { done.rawDescriptor }

  /// Begins one; the one before has been taken.
  package func begin() throws(SystemCallError) {
    try thread.withLock { slot throws(SystemCallError) in
      slot = try Thread { [self] in
        let found = read()
        result.withLock { $0 = found }
        done.signal()
      }
    }
  }

  package func take() -> Result? {
    done.clear()
    guard let taken = result.withLock({ $0.take() }) else { return nil }
    thread.withLock { $0.take() }?.join()
    return taken
  }

  /// Ends one that runs.
  package func cancel() {
    isCancelled.store(true, ordering: .relaxed)
    thread.withLock { $0.take() }?.join()
  }

  private func read() -> Result {
    var result = Result()
    result.begin = Clocks.monotonic
    do {
      try ProcessList.visit { process in
        if isCancelled.load(ordering: .relaxed) { return }
        let time = Clocks.monotonic
        let text = try? ProcFiles.text(of: process, "status", limit: 4096) {
          StatusText.effectiveIDs(in: $0)
        }
        guard let ids = text ?? nil else { return }
        result.readings.append(
          Reading(process: ProcessID(process), user: ids.user, group: ids.group, time: time))
      }
      result.isComplete = true
    } catch {}
    result.end = Clocks.monotonic
    return result
  }
}
