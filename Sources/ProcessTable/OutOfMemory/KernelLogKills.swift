internal import KernelInterface
internal import ProcessEvents

/// The kills that the kernel log told and no death has been found for yet. Each proves one death.
struct KernelLogKills {
  private var clock: KernelLogClock
  private var readAt: KernelInstant
  private var kills: [(process: ProcessID, made: ClosedRange<KernelInstant>)] = []

  /// How long a process may take to die of it, as it gives back its memory.
  static let patience: UInt64 = 60_000_000_000
  /// The kernel kills first and writes then, so that the death may come a little earlier.
  static let writingDelay: UInt64 = 100_000_000
  private static let limit = 4096

  init(at now: KernelInstant) {
    clock = KernelLogClock(at: now)
    readAt = now
  }

  /// Takes a record that the reading at `now` found.
  mutating func take(_ record: Span<UInt8>, at now: KernelInstant) {
    guard let record = KernelLogRecord(record) else { return }
    let made = clock.place(record.time, after: readAt, before: now)
    if kills.count == Self.limit { kills.removeFirst() }
    kills.append((record.process, made))
  }

  /// The reading at `now` is over. What is too old for any death that is still to come is dropped.
  mutating func endReading(at now: KernelInstant) {
    readAt = now
    kills.removeAll {
      $0.made.upperBound.advanced(byNanoseconds: 2 * Self.patience) < now
    }
  }

  /// Whether a kill explains the death, which then is the only one that it explains.
  ///
  /// - Parameter start: when the process began, where that is known: it was not killed before.
  mutating func explains(
    _ process: ProcessID, at death: KernelInstant, start: KernelInstant?
  ) -> Bool {
    let index = kills.firstIndex { kill in
      kill.process == process
        && kill.made.lowerBound <= death.advanced(byNanoseconds: Self.writingDelay)
        && death <= kill.made.upperBound.advanced(byNanoseconds: Self.patience)
        && (start.map { kill.made.upperBound >= $0 } ?? true)
    }
    guard let index else { return false }
    kills.remove(at: index)
    return true
  }

  /// Deaths were lost, so that an id may mean another process than the one that was killed.
  mutating func forgetAll() { kills = [] }
}
