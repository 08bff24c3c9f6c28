/// Where each field of a record stands, in bytes from its beginning; all in the machine's byte order.
package enum SideBandLayout {
  // C: struct perf_event_header, include/uapi/linux/perf_event.h
  package static let kind = 0
  static let flags = 4
  static let size = 6
  static let headerSize = 8

  /// C: `struct sample_id` with `PERF_SAMPLE_TID | PERF_SAMPLE_TIME`, at the end of each record
  static let trailerSize = 16
  /// From the end of the record.
  static let timeFromEnd = 8

  // C: PERF_RECORD_FORK and PERF_RECORD_EXIT
  package static let taskProcess = 8
  static let taskParentProcess = 12
  package static let taskThread = 16
  static let taskParentThread = 20
  /// 24 holds the time, which the trailer has as well.
  package static let taskSize = 32

  // C: PERF_RECORD_COMM, PERF_RECORD_MMAP and PERF_RECORD_MMAP2
  static let ownerProcess = 8
  static let ownerThread = 12
  static let name = 16
  /// C: `TASK_COMM_LEN`
  static let nameLimit = 16
  static let mappedPath = 40
  static let mapped2Path = 72
  /// C: `PATH_MAX`
  static let pathLimit = 4096

  // C: PERF_RECORD_LOST
  static let lostCount = 16
  static let lostSize = 24
}

/// C: `enum perf_event_type`, so far as the side band has them
package enum SideBandKind {
  static let mapping: UInt32 = 1
  package static let lost: UInt32 = 2
  static let name: UInt32 = 3
  static let exit: UInt32 = 4
  package static let fork: UInt32 = 7
  static let mapping2: UInt32 = 10

  /// The name is new by an exec. C: `PERF_RECORD_MISC_COMM_EXEC`
  static let nameByExec: UInt16 = 1 << 13
  /// The mapping is not for execution. C: `PERF_RECORD_MISC_MMAP_DATA`
  static let mappingOfData: UInt16 = 1 << 13
}
