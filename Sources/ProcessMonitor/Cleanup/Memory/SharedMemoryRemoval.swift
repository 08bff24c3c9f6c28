internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// Which System V segments a dead process has left behind.
struct SharedMemoryRemoval {
  let process: Int32
  /// Seconds since 1970 within which it lived, the seconds of both ends included.
  let life: ClosedRange<Int64>
  /// Whose segments alone are removed; nil is anybody's.
  let owner: UInt32?

  /// - Returns: nil where the process lived before this boot, which no segment outlives.
  init?(_ death: GuardedDeath, owner: UInt32?, boot: BootID? = .current()) {
    guard death.process.boot == boot else { return nil }
    process = death.process.process.rawValue
    let start = death.startTime ?? Self.time(ofTick: death.process.startTicks)
    let first = Int64(min(start, death.time) / 1_000_000_000)
    // An inferred death is told later than it happened, but the id is not used again before it is found missing.
    life = max(0, first - 1)...Int64(death.time / 1_000_000_000)
    self.owner = owner
  }

  /// Ticks count with the machine suspended, as CLOCK_BOOTTIME does.
  private static func time(ofTick tick: UInt64) -> UInt64 {
    let bootTime = Clocks.realtime &- Clocks.boottime
    let (since, overflow) = tick.multipliedReportingOverflow(by: ClockTicks.nanoseconds)
    return overflow ? .max : bootTime &+ since
  }

  /// Whether the segment is the dead process's.
  ///
  /// Who made it, owns it. Who was merely its last user does so only where its maker is gone as well: else a
  /// living process would lose memory that it means to attach again.
  func isLeft(_ segment: SharedSegment, isAlive: (Int32) -> Bool) -> Bool {
    guard segment.attachments == 0, owner == nil || segment.owner == owner else { return false }
    if segment.creator == process { return life.contains(segment.change) && !isAlive(process) }
    return segment.lastUser == process && life.contains(segment.lastUse)
      && !isAlive(segment.creator)
  }

  /// Removes them.
  func run() throws(ActionProblem) {
    let segments: [SharedSegment]
    do { segments = try SharedSegment.all() } catch {
      throw ActionProblem("shared memory", error)
    }
    for segment in segments where isLeft(segment, isAlive: ProcessActions.exists) {
      do { try segment.remove() } catch {
        // Somebody else was quicker.
        if error.errno == .invalidArgument || error.errno == .identifierRemoved { continue }
        let remedy =
          owner == nil ? CleanupRights.own.remedy(for: error, [.userChange, .groupChange]) : ""
        throw ActionProblem("shared memory segment \(segment.id)", error, remedy)
      }
    }
  }
}
