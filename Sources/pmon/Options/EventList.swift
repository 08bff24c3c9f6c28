internal import ArgumentParser
internal import ProcessEvents

/// Kinds of events on the command line: names with commas between them, or `all`.
struct EventList: ExpressibleByArgument, Hashable {
  var mask: EventMask

  init(_ mask: EventMask) { self.mask = mask }

  init?(argument: String) {
    mask = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kinds = EventList.kinds[word.lowercased()] else { return nil }
      mask.formUnion(kinds)
    }
  }

  private static let kinds: [String: EventMask] = {
    var kinds = Dictionary(uniqueKeysWithValues: EventMask.names.map { ($0.name, $0.mask) })
    kinds["all"] = .all
    kinds["abnormal"] = .nonzeroExit
    // forkstat's names
    kinds["core"] = .coredump
    kinds["ptrce"] = .ptrace
    kinds["clone"] = .fork
    return kinds
  }()

  static let allValueStrings =
    EventMask.names.map { $0.mask == .nonzeroExit ? "abnormal" : $0.name } + ["all"]

  static let defaultCompletionKind = CompletionKind.custom { _, _, prefix in
    completions(of: prefix)
  }

  /// The lists that begin as this one does and have one kind more.
  static func completions(of beginning: String) -> [String] {
    // A shell may hand over the option's name as well.
    let list = beginning.drop { $0 != "=" }.dropFirst()
    let words = (beginning.hasPrefix("-") ? list : beginning[...])
      .split(separator: ",", omittingEmptySubsequences: false).dropLast()
    let kinds = allValueStrings.filter { kind in
      !words.contains { $0.lowercased() == kind } && (words.isEmpty || kind != "all")
    }
    return kinds.map { (words + [Substring($0)]).joined(separator: ",") }
  }
}
