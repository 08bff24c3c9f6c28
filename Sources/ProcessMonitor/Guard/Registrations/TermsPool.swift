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
      if numbers[entry.terms] == number { numbers[entry.terms] = nil }
      entries[Int(number)] = nil
      free.append(number)
    }
  }

  /// Puts others in the place of all that follow a configured guard, for all registrations that share them.
  mutating func replaceThose(following terms: GuardTerms) {
    for number in entries.indices {
      guard let entry = entries[number], entry.terms.followsRule,
        entry.terms.guardName == terms.guardName, entry.terms != terms
      else { continue }
      numbers[entry.terms] = nil
      entries[number]?.terms = terms
      // Where others have them already, these stay beside them under a number of their own.
      if numbers[terms] == nil { numbers[terms] = UInt32(number) }
    }
  }
}
