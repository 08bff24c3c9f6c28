internal import ProcessEvents

/// A filter on the command line that cannot be read.
struct FilterProblem: Error, CustomStringConvertible {
  /// What is wrong, the text, and a caret under the place.
  let description: String

  init(_ error: Filter.SyntaxError, in text: String) {
    description = error.rendered(text)
  }
}
