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
}
