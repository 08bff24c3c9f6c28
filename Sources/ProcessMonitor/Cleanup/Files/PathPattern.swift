/// An absolute path with wildcards inside its components.
struct PathPattern: Hashable, Sendable {
  /// At least one.
  let components: [NamePattern]

  /// - Throws: where it is relative, has `.` or `..`, names a directory, or lacks a value.
  init(_ text: String, _ values: NamePattern.Values) throws(ActionProblem) {
    guard text.utf8.first == UInt8(ascii: "/") else {
      throw ActionProblem("the pattern is not an absolute path")
    }
    guard text.utf8.count <= 4096, !text.utf8.contains(0) else {
      throw ActionProblem("the pattern is too long, or has a zero byte")
    }
    guard text.utf8.last != UInt8(ascii: "/") else {
      throw ActionProblem("the pattern names a directory")
    }
    var components: [NamePattern] = []
    for part in text.split(separator: "/") {
      let pattern = try NamePattern(part, values)
      // Also where a token makes it one.
      if let name = pattern.literal, name == "." || name == ".." {
        throw ActionProblem("the pattern has . or .. for a directory")
      }
      components.append(pattern)
    }
    self.components = components
  }
}
