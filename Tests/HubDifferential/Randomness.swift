/// Random numbers that a seed repeats: SplitMix64. The tests' own generator lives beside things that need libraries.
struct Randomness: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func bits() -> UInt32 { UInt32(truncatingIfNeeded: next()) }

  /// One of several, each as often as its weight says.
  mutating func choose<Choice>(_ choices: [(weight: Int, choice: Choice)]) -> Choice {
    var place = number(0...choices.reduce(0) { $0 + $1.weight } - 1)
    for (weight, choice) in choices {
      if place < weight { return choice }
      place -= weight
    }
    return choices[0].choice
  }
}
