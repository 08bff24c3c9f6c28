/// What was looked up for one element of a batch, outside of the events.
package struct ProcessLookup: Hashable, Sendable {
  /// Which element of the batch asked.
  package var position: Int
  package var facts: ProcessFacts?
  /// Nothing that happened between the event and the reading can have changed the name and the program.
  package var isConfirmed: Bool
  package var outOfMemory: OutOfMemoryProof?

  package init(
    position: Int, facts: ProcessFacts? = nil, isConfirmed: Bool = false,
    outOfMemory: OutOfMemoryProof? = nil
  ) {
    self.position = position
    self.facts = facts
    self.isConfirmed = isConfirmed
    self.outOfMemory = outOfMemory
  }
}
