internal import Synchronization

/// How far what the detector has handed over is stored. Any thread may tell; the detector's is woken only where it
/// waits for that.
final class StorageProgress: Sendable {
  private let stored = Atomic<UInt64>(0)
  private let awaited = Atomic<UInt64>(.max)

  /// The number of the last batch that is stored with all before it.
  var batch: UInt64 { stored.load(ordering: .sequentiallyConsistent) }

  /// Takes note that all batches up to one are stored.
  ///
  /// - Returns: whether the detector's thread waits for it.
  func store(upTo batch: UInt64) -> Bool {
    _ = stored.max(batch, ordering: .sequentiallyConsistent)
    let awaited = awaited.load(ordering: .sequentiallyConsistent)
    guard batch >= awaited, awaited != .max else { return false }
    return self.awaited.compareExchange(
      expected: awaited, desired: .max, ordering: .sequentiallyConsistent
    ).exchanged
  }

  /// Wishes to be woken when a batch is stored.
  ///
  /// - Parameter batch: nil is none.
  /// - Returns: false where it is stored already.
  func await(_ batch: UInt64?) -> Bool {
    awaited.store(batch ?? .max, ordering: .sequentiallyConsistent)
    guard let batch else { return true }
    return self.batch < batch
  }
}
