internal import ArgumentParser
internal import KernelInterface
internal import ProcessEvents

/// What shells offer for values that have no type of their own.
extension CompletionKind {
  /// Words of the filter language.
  static let filterWords = CompletionKind.list(
    Filter.Event.allCases.map(\.rawValue) + Filter.Flag.allCases.map(\.rawValue)
      + Filter.NumberField.allCases.map(\.rawValue).filter { $0 != "uid" }
      + Filter.TextField.allCases.map(\.rawValue).filter { $0 != "comm" }
      + ["ancestor", "and", "or", "not", "in"])

  /// The ids of the processes that run when somebody asks.
  static let processes = CompletionKind.custom { _, _, _ in
    var ids: [String] = []
    // A shell that asks for completions has no place for what went wrong.
    try? ProcessList.visit { ids.append("\($0)") }
    return ids
  }
}
