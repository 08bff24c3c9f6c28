/// One promise of the kernel or of pmon, and its proof on the running kernel.
struct SelftestCase: Sendable {
  let name: String
  let prove: @Sendable (SelftestHost) throws -> Verdict

  enum Verdict {
    case holds
    case broken(String)
    case skipped(String)
  }

  init(_ name: String, _ prove: @escaping @Sendable (SelftestHost) throws -> Verdict) {
    self.name = name
    self.prove = prove
  }
}

/// What the proofs can count on.
struct SelftestHost {
  /// Whether the kernel's connector filters: Linux 6.6 and later.
  let connectorFilters: Bool
  let isRoot: Bool
}

/// What went against expectation.
struct Mismatch: Error, CustomStringConvertible {
  let description: String
}

func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws(Mismatch) {
  if !condition { throw Mismatch(description: text()) }
}
