/// A pattern for one name in a directory, as glob(7) has it, with parts of it that stand for a process.
struct NamePattern: Hashable, Sendable {
  enum Element: Hashable, Sendable {
    /// One character, and what may not be beside it where a wildcard is: the process 12 does not mean
    /// what belongs to 123.
    case exactly(Unicode.Scalar, notAfter: Neighbor? = nil, notBefore: Neighbor? = nil)
    case anyOne
    case any
    case oneOf([ClosedRange<Unicode.Scalar>], negated: Bool)
  }

  enum Neighbor: Hashable, Sendable {
    case digit
    case word

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      let isDigit = ("0"..."9").contains(scalar)
      switch self {
      case .digit: return isDigit
      case .word:
        return isDigit || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
          || scalar == "_" || scalar == "-"
      }
    }
  }

  let elements: [Element]

  /// The only name that it matches, where it has no wildcard.
  var literal: String? {
    var name = String.UnicodeScalarView()
    for element in elements {
      guard case .exactly(let scalar, _, _) = element else { return nil }
      name.append(scalar)
    }
    return String(name)
  }

  func matches(_ name: String) -> Bool {
    let scalars = Array(name.unicodeScalars)
    // As for the shell, a wildcard does not mean a hidden file's dot.
    if scalars.first == ".", let first = elements.first {
      guard case .exactly = first else { return false }
    }
    var place = 0
    var element = 0
    // Where the last `*` is, and up to where it reaches for now.
    var star: (element: Int, place: Int)?
    while place < scalars.count {
      if element < elements.count, elements[element] == .any {
        star = (element, place)
        element += 1
      } else if element < elements.count, fits(elements[element], scalars, place) {
        element += 1
        place += 1
      } else if let last = star {
        star = (last.element, last.place + 1)
        element = last.element + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy { $0 == .any }
  }

  private func fits(_ element: Element, _ name: [Unicode.Scalar], _ place: Int) -> Bool {
    switch element {
    case .any: return false
    case .anyOne: return true
    case .oneOf(let ranges, let negated):
      return ranges.contains { $0.contains(name[place]) } != negated
    case .exactly(let scalar, let notAfter, let notBefore):
      if scalar != name[place] { return false }
      if let notAfter, place > 0, notAfter.contains(name[place - 1]) { return false }
      if let notBefore, place + 1 < name.count, notBefore.contains(name[place + 1]) {
        return false
      }
      return true
    }
  }
}
