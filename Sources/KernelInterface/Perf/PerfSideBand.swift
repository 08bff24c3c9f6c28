internal import CLinux

/// What of the side band an event writes, besides the names and the beginnings and ends of tasks.
package struct PerfSideBand: Hashable, Sendable {
  /// Each mapping of a file for execution, which costs the kernel a path each. C: `mmap`, `mmap2`
  package var mappings: Bool
  /// Bytes after which the descriptor becomes readable. C: `wakeup_watermark`
  package var watermark: UInt32

  package init(mappings: Bool, watermark: UInt32) {
    self.mappings = mappings
    self.watermark = watermark
  }

  var attributes: perf_event_attr {
    var attributes = perf_event_attr.records(watermark: watermark)
    attributes.sample_type =
      UInt64(PERF_SAMPLE_TID.rawValue) | UInt64(PERF_SAMPLE_TIME.rawValue)
    attributes.comm = 1
    attributes.comm_exec = 1
    attributes.mmap = mappings ? 1 : 0
    attributes.mmap2 = mappings ? 1 : 0
    return attributes
  }
}

extension perf_event_attr {
  /// C: `struct perf_event_attr`, `include/uapi/linux/perf_event.h`
  ///
  /// Its size is that of Linux 4.1, in which the last field that is used here came: later kernels take
  /// all sizes before theirs, so this fits each, whatever headers it is compiled with.
  static func records(watermark: UInt32) -> perf_event_attr {
    var attributes = perf_event_attr()
    attributes.size = 112  // PERF_ATTR_SIZE_VER5
    attributes.type = PERF_TYPE_SOFTWARE.rawValue
    attributes.config = UInt64(PERF_COUNT_SW_DUMMY.rawValue)
    attributes.read_format = PerfEvent.formatLost
    attributes.disabled = 1
    // Nothing is sampled; this only asks for less than it might be refused for.
    attributes.exclude_kernel = 1
    attributes.exclude_hv = 1
    attributes.task = 1
    attributes.sample_id_all = 1
    attributes.use_clockid = 1
    attributes.clockid = CLOCK_MONOTONIC
    attributes.watermark = 1
    attributes.wakeup_watermark = watermark
    return attributes
  }
}
