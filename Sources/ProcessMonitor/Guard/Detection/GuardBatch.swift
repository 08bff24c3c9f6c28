/// What a detector hands over at once.
package struct GuardBatch: Hashable, Sendable {
  /// What is to be done, in order.
  package var actions: [GuardAction]
  /// Batches are numbered from 1.
  package var number: UInt64

  package init(_ actions: [GuardAction], number: UInt64) {
    self.actions = actions
    self.number = number
  }
}
