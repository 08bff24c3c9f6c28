private import Glibc

/// The seeds with which a property is tested.
package enum Seeds {
  /// Some that never change, and one that is new with each run, so that every run tests something
  /// that none did before. `PMON_TEST_SEED` names a single one, to repeat a failure.
  package static let chosen: [UInt64] = {
    if let text = unsafe getenv("PMON_TEST_SEED"), let seed = UInt64(unsafe String(cString: text)) {
      return [seed]
    }
    let fresh = UInt64.random(in: 1_000...UInt64(UInt32.max))
    print("Fresh seed of this run: PMON_TEST_SEED=\(fresh)")
    return [1, 2, 3, fresh]
  }()
}
