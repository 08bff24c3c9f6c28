public import ProcessEvents

/// What is to be known of a capture before its first element.
public struct CaptureHeader: Hashable, Sendable {
  /// The version of the program that recorded it.
  public var toolVersion: String
  /// The kernel's release, such as `6.12.9-amd64`.
  public var kernelRelease: String
  /// What names the boot, and so the clock: `/proc/sys/kernel/random/boot_id`.
  public var bootID: String
  /// Nanoseconds to add to a ``/ProcessEvents/KernelInstant`` for the time since 1970 (UTC), until a ``ClockOffset`` says otherwise.
  public var realTimeOffset: Int64
  /// The kinds of events asked for.
  public var events: EventMask
  /// The filter's text; nil where everything of these kinds was asked for.
  public var filter: String?
  /// Whose beginnings and ends were asked for.
  public var subject: Subject
  /// When the recording began.
  public var start: KernelInstant

  /// Makes a header of its parts.
  public init(
    toolVersion: String, kernelRelease: String, bootID: String, realTimeOffset: Int64,
    events: EventMask, filter: String? = nil, subject: Subject = .processes, start: KernelInstant
  ) {
    self.toolVersion = toolVersion
    self.kernelRelease = kernelRelease
    self.bootID = bootID
    self.realTimeOffset = realTimeOffset
    self.events = events
    self.filter = filter
    self.subject = subject
    self.start = start
  }

  /// Whose beginnings and ends were asked for.
  @nonexhaustive
  public enum Subject: Hashable, Sendable {
    /// Processes: a death for each.
    case processes
    /// Threads: each event as the kernel sent it.
    case threads
  }
}

/// The clocks' difference, from a moment on: somebody has set the time of day.
public struct ClockOffset: Hashable, Sendable {
  /// When it was noticed.
  public var time: KernelInstant
  /// Nanoseconds to add to a ``/ProcessEvents/KernelInstant`` for the time since 1970 (UTC).
  public var realTimeOffset: Int64

  /// Makes a difference of its parts.
  @inlinable
  public init(time: KernelInstant, realTimeOffset: Int64) {
    self.time = time
    self.realTimeOffset = realTimeOffset
  }
}
