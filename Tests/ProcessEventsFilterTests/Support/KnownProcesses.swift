import ProcessEvents

/// A process table for tests: what it does not hold is unknown.
struct KnownProcesses: FilterFields {
  enum Value<Wrapped> {
    case known(Wrapped)
    case absent
  }

  var numbers: [Filter.NumberField: Value<UInt32>] = [:]
  var texts: [Filter.TextField: Value<String>] = [:]
  var ancestors: [Int32] = []
  var knowsAllAncestors = false

  func number(_ field: Filter.NumberField, of task: TaskID, at time: KernelInstant)
    -> FilterFieldValue
  {
    switch numbers[field] {
    case .known(let number): .known(number)
    case .absent: .absent
    case nil: .unknown
    }
  }

  func text(
    _ field: Filter.TextField, of task: TaskID, at time: KernelInstant,
    _ test: (Span<UInt8>) -> Bool
  ) -> Filter.Truth {
    switch texts[field] {
    case .known(let text): Filter.Truth(test(Array(text.utf8).span))
    case .absent: .false
    case nil: .undecided
    }
  }

  func ancestor(of task: TaskID, at time: KernelInstant, _ test: (ProcessID) -> Bool)
    -> Filter.Truth
  {
    if ancestors.contains(where: { test(ProcessID($0)) }) { return .true }
    return knowsAllAncestors ? .false : .undecided
  }
}
