package import ProcessEvents

/// One record of perf's side band: what `perf_event_open(2)` tells of all processes besides samples.
///
/// Its times are of `CLOCK_MONOTONIC`, the connector's clock.
package struct SideBandRecord: Hashable, Sendable {
  package var time: KernelInstant
  package var payload: Payload

  package init(time: KernelInstant, payload: Payload) {
    self.time = time
    self.payload = payload
  }

  package enum Payload: Hashable, Sendable {
    /// A task began; `parent` is the very thread that forked it. C: `PERF_RECORD_FORK`
    case fork(child: TaskID, parent: TaskID)
    /// A *thread* ended. C: `PERF_RECORD_EXIT`
    case exit(TaskID)
    /// A task has another name, by an exec or by its own wish. C: `PERF_RECORD_COMM`
    case comm(TaskID, CommandName, isExec: Bool)
    /// A file was mapped for execution; after an exec the first one is the program. C: `PERF_RECORD_MMAP2`
    case map(TaskID, path: String)
    /// Records of one CPU were lost here, exactly so many. C: `PERF_RECORD_LOST`
    case lost(UInt64)
  }
}
