/// All that is wrong with a configuration.
public struct ConfigurationError: Error, Hashable, Sendable {
  /// In the order of their places; never empty.
  public var mistakes: [ConfigurationMistake]

  public init(_ mistakes: [ConfigurationMistake]) { self.mistakes = mistakes }
}

/// One thing that is wrong with a configuration.
public struct ConfigurationMistake: Hashable, Sendable {
  /// From 1.
  public var line: Int
  /// From 1, in Unicode scalars.
  public var column: Int
  /// What is wrong and what was perhaps meant, in one line.
  public var message: String
  /// Lines that show the place, such as a filter with a caret under its fault.
  public var excerpt: String?

  public init(line: Int, column: Int, message: String, excerpt: String? = nil) {
    self.line = line
    self.column = column
    self.message = message
    self.excerpt = excerpt
  }
}

extension ConfigurationMistake {
  /// `FILE:LINE:COLUMN: message`, and below it the excerpt.
  public func rendered(file: String) -> String {
    "\(file):\(line):\(column): \(message)" + (excerpt.map { "\n\($0)" } ?? "")
  }
}

extension ConfigurationError {
  /// One mistake after the other, without a line feed at the end.
  public func rendered(file: String) -> String {
    mistakes.map { $0.rendered(file: file) }.joined(separator: "\n")
  }
}

extension ConfigurationError: CustomStringConvertible {
  public var description: String { rendered(file: "configuration") }
}
