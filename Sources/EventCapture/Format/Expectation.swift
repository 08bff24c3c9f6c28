/// What the next element of a record probably says; it is written by how it differs.
///
/// A record begins with all zeros, so that it can be read without those before it.
struct Expectation {
  var time: UInt64 = 0
  var cpu: UInt32 = 0
  var process: Int32 = 0
  var parent: Int32 = 0
  /// The next number of each CPU; those of which the lowest eight bits are equal share one.
  private var sequences: [256 of UInt32] = .init(repeating: 0)

  /// Expects all zeros again.
  mutating func reset() { self = Expectation() }

  /// The number expected of an event on a CPU.
  @inline(__always)
  func sequence(of cpu: UInt32) -> UInt32 { sequences[Int(cpu & 0xFF)] }

  /// Expects the number after this one next time.
  @inline(__always)
  mutating func observe(_ sequence: UInt32, of cpu: UInt32) {
    sequences[Int(cpu & 0xFF)] = sequence &+ 1
  }
}
