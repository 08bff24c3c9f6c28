internal import ProcessEvents

/// A filter on the command line that cannot be read.
struct FilterProblem: Error, CustomStringConvertible {
  /// What is wrong, the text, and a caret under the place.
  let description: String

  init(_ error: Filter.SyntaxError, in text: String) {
    description = error.rendered(text)
  }
}

extension Filter {
  /// The filter that the words of a command line make; all of them are one text, so that a shell's quotes may be
  /// left out.
  init(words: [String]) throws(FilterProblem) {
    let text = words.joined(separator: " ")
    do {
      self = try Filter(parsing: text)
    } catch {
      throw FilterProblem(error, in: text)
    }
  }
}
