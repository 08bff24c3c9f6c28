internal import KernelInterface
internal import ProcessEvents

extension Filter {
  /// Reads a caller's filter.
  ///
  /// - Throws: where it is none, or asks for more than events tell.
  init(_ text: UnsafePointer<CChar>?) throws(Refusal) {
    guard let text = unsafe text else {
      self = .all
      return
    }
    var length = 0
    while unsafe text[length] != 0 { length += 1 }
    let bytes = unsafe UnsafeBufferPointer(start: text, count: length).map(UInt8.init(bitPattern:))
    do throws(SyntaxError) {
      self = try Filter(parsing: bytes)
    } catch {
      throw Refusal(error, in: unsafe String(cString: text))
    }
    let unknown = Filter.lookupWords.filter { lookups.contains($0.lookup) }.map(\.word)
    guard unknown.isEmpty else {
      throw Refusal(
        .notSupported,
        "events do not tell what the filter asks for: \(unknown.joined(separator: ", "))")
    }
  }

  /// What a process table would have to answer; the parent is left out, which some events tell.
  private static let lookupWords: [(word: String, lookup: FilterLookups)] = [
    ("name", .name), ("exe", .executable), ("args", .arguments), ("uid", .userID),
    ("user", .userName), ("cgroup", .controlGroup), ("ancestor", .ancestors),
  ]
}
