extension NamePattern {
  /// What `{pid}` and `{token}` stand for.
  struct Values: Hashable, Sendable {
    var pid: Int32
    var token: String?
  }

  /// Reads one component of a path.
  init(_ text: Substring, _ values: Values) throws(ActionProblem) {
    var rest = text.unicodeScalars
    var elements: [Element] = []
    // Where values stand, for their neighbours.
    var marks: [(range: Range<Int>, kind: Neighbor)] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*":
        if elements.last != .any { elements.append(.any) }
      case "?": elements.append(.anyOne)
      case "[": elements.append(try Self.set(&rest))
      case "\\":
        guard let next = rest.popFirst() else { throw ActionProblem("a pattern ends with \\") }
        elements.append(.exactly(next))
      case "{":
        let (value, kind) = try Self.value(&rest, values)
        let start = elements.count
        elements += value.unicodeScalars.map { .exactly($0) }
        marks.append((start..<elements.count, kind))
      case "}": throw ActionProblem("a pattern has } without {")
      default: elements.append(.exactly(scalar))
      }
    }
    for mark in marks { Self.bound(mark.range, mark.kind, &elements) }
    self.elements = elements
  }

  private static func value(
    _ rest: inout Substring.UnicodeScalarView, _ values: Values
  ) throws(ActionProblem) -> (String, Neighbor) {
    guard let end = rest.firstIndex(of: "}") else {
      throw ActionProblem("a pattern has { without }")
    }
    let name = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    switch name {
    case "pid": return (String(values.pid), .digit)
    case "token":
      guard let token = values.token, !token.isEmpty else {
        throw ActionProblem("the pattern has {token}, but the process was registered without one")
      }
      guard token.utf8.allSatisfy(isAllowed) else {
        throw ActionProblem("the token is not made of A-Z a-z 0-9 _ . - alone")
      }
      return (token, .word)
    default: throw ActionProblem("a pattern has {\(PlainText.line(name, limit: 32))}")
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
      UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  /// What follows `[`, as glob(7) has it: `]` comes first to stand for itself.
  private static func set(
    _ rest: inout Substring.UnicodeScalarView
  ) throws(ActionProblem) -> Element {
    let negated = rest.first == "!" || rest.first == "^"
    if negated { rest.removeFirst() }
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let first = rest.popFirst() {
      if first == "]", !ranges.isEmpty { return .oneOf(ranges, negated: negated) }
      let following = rest.prefix(2)
      if following.count == 2, following.first == "-", let last = following.last, last != "]" {
        guard first <= last else { throw ActionProblem("a pattern has a range that is backwards") }
        rest.removeFirst(2)
        ranges.append(first...last)
      } else {
        ranges.append(first...first)
      }
    }
    throw ActionProblem("a pattern has [ without ]")
  }

  /// Keeps a wildcard beside a value from making it a part of a longer one.
  private static func bound(_ range: Range<Int>, _ kind: Neighbor, _ elements: inout [Element]) {
    func isWildcard(_ index: Int) -> Bool {
      guard elements.indices.contains(index) else { return false }
      if case .exactly = elements[index] { return false }
      return true
    }
    let before = isWildcard(range.lowerBound - 1)
    let after = isWildcard(range.upperBound)
    for index in range {
      guard case .exactly(let scalar, _, _) = elements[index] else { continue }
      elements[index] = .exactly(
        scalar, notAfter: before && index == range.lowerBound ? kind : nil,
        notBefore: after && index == range.upperBound - 1 ? kind : nil)
    }
  }
}
