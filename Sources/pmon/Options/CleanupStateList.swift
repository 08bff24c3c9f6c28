internal import ArgumentParser

/// States of clean-ups on the command line, with commas between them: `pending,gave-up`.
struct CleanupStateList: ExpressibleByArgument, Hashable {
  /// As the daemon has them.
  var states: [String]

  /// What the daemon calls them; a person may use small letters and hyphens.
  static let all = [
    "PENDING", "IN PROGRESS", "RESOURCES FREED", "PARTIAL CLEANUP", "GAVE UP", "REPORTED",
  ]

  init?(argument: String) {
    states = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let name = String(word.uppercased().map { "-_".contains($0) ? " " : $0 })
      guard CleanupStateList.all.contains(name) else { return nil }
      states.append(name)
    }
  }

  /// As the daemon takes them.
  var text: String { states.joined(separator: ",") }

  static let allValueStrings = all.map { state in
    String(state.lowercased().map { $0 == " " ? "-" : $0 })
  }

  static let defaultCompletionKind = CompletionKind.list(allValueStrings)
}
