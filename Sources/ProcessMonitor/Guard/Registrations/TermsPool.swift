/// Terms, each held once however many registrations share them.
struct TermsPool: Sendable {
  private var numbers: [GuardTerms: UInt32] = [:]
  private var entries: [(terms: GuardTerms, uses: Int)?] = []
  private var free: [UInt32] = []

  var count: Int { numbers.count }

  subscript(number: UInt32) -> GuardTerms {
    guard let entry = entries[Int(number)] else { preconditionFailure("terms that nobody uses") }
    return entry.terms
  }

  /// The number of some terms, used once more.
  mutating func retain(_ terms: GuardTerms) -> UInt32 {
    if let number = numbers[terms] {
      entries[Int(number)]?.uses += 1
      return number
    }
    let number = free.popLast() ?? UInt32(entries.count)
    if Int(number) == entries.count { entries.append(nil) }
    entries[Int(number)] = (terms, 1)
    numbers[terms] = number
    return number
  }

  mutating func release(_ number: UInt32) {
    guard let entry = entries[Int(number)] else { preconditionFailure("terms that nobody uses") }
    if entry.uses > 1 {
      entries[Int(number)]?.uses -= 1
    } else {
      numbers[entry.terms] = nil
      entries[Int(number)] = nil
      free.append(number)
    }
  }
}
