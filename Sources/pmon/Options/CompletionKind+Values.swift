internal import ArgumentParser
internal import ProcessEvents

/// What shells offer for values that have no type of their own.
extension CompletionKind {
  /// Words of the filter language.
  static let filterWords = CompletionKind.list(
    Filter.Event.allCases.map(\.rawValue) + Filter.Flag.allCases.map(\.rawValue)
      + Filter.NumberField.allCases.map(\.rawValue).filter { $0 != "uid" }
      + Filter.TextField.allCases.map(\.rawValue).filter { $0 != "comm" }
      + ["ancestor", "and", "or", "not", "in"])
}
