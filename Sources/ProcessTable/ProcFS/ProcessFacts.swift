package import ProcessEvents

/// What `/proc` said about one process at one moment.
package struct ProcessFacts: Hashable, Sendable {
  package var process: ProcessID
  /// When reading began, on `CLOCK_MONOTONIC`.
  package var readAt: KernelInstant
  /// The beginning of the clock tick in which it began, on `CLOCK_MONOTONIC`. `/proc/PID/stat`, field 22
  package var start: KernelInstant
  /// `/proc/PID/stat`, field 2
  package var name: CommandName
  /// `/proc/PID/stat`, field 4; 0 is none
  package var parent: ProcessID
  /// `/proc/PID/stat`, field 3; `Z` is a zombie
  package var state: UInt8
  /// `/proc/PID/stat`, field 20
  package var threadCount: UInt32
  /// Whether it was on its way to be a zombie, and so can begin no program any more. `/proc/PID/stat`, field 9
  package var isEnding = false
  /// Where asked for and readable: `/proc/PID/exe`
  package var executable: String?
  /// Whether `/proc/PID/cmdline` was not empty, where it was read: as of no process within an exec.
  package var hasArguments = false
  /// Where asked for: `/proc/PID/cmdline`; nil where it was empty, as of zombies and during an exec
  package var arguments: [String]?
  /// Where asked for: the effective user id, `/proc/PID/status`
  package var userID: UInt32?
  /// Where asked for: `/proc/PID/cgroup`
  package var controlGroup: String?

  package init(
    process: ProcessID, readAt: KernelInstant, start: KernelInstant, name: CommandName,
    parent: ProcessID, state: UInt8, threadCount: UInt32
  ) {
    self.process = process
    self.readAt = readAt
    self.start = start
    self.name = name
    self.parent = parent
    self.state = state
    self.threadCount = threadCount
  }

  /// Whether a tracer has stopped it, perhaps within an exec. `/proc/PID/stat`, field 3
  package var isTraced: Bool { state == UInt8(ascii: "t") }

  package var isZombie: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }
}
