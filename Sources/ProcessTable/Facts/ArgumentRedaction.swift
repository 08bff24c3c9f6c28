internal import ProcessEvents

/// Hides the values of arguments that may hold secrets: `--password=…`, `--token …`, `SECRET=…`.
///
/// The name of an argument is what stands before `=`, without dashes at its beginning. Where it matches a
/// pattern, what stands behind the `=` is replaced, or the next argument where the name begins with a dash
/// and there is no `=`. Passwords in URLs (`//user:…@host`) are replaced as well.
public struct ArgumentRedaction: Hashable, Sendable {
  private var patterns: [Filter.Glob]

  /// What takes the place of a value.
  public static let replacement = "[redacted]"

  /// Patterns for names of secrets, in lower case.
  public static let defaultPatterns = [
    "*passw*", "*pwd*", "*secret*", "*token*", "*credential*", "*api*key*", "*private*key*",
    "*access*key*", "*authorization*",
  ]

  public init(patterns: [String] = defaultPatterns) {
    self.patterns = []
    add(patterns: patterns)
  }

  /// Adds patterns; they are compared with names in lower case.
  public mutating func add(patterns: [String]) {
    self.patterns += patterns.map { Filter.Glob(Filter.Text($0.lowercased())) }
  }

  /// The arguments as they may be shown. The first one, the program, stays as it is.
  public func apply(to arguments: [String]) -> [String] {
    var shown: [String] = []
    var hidesNext = false
    for (index, argument) in arguments.enumerated() {
      if index == 0 {
        shown.append(argument)
        continue
      }
      if hidesNext, !argument.hasPrefix("-") {
        shown.append(ArgumentRedaction.replacement)
        hidesNext = false
        continue
      }
      let name = argument.prefix { $0 != "=" }
      let isSecret = matches(name)
      hidesNext = isSecret && name.hasPrefix("-") && name.count == argument.count
      if isSecret, name.count < argument.count {
        shown.append(name + "=" + ArgumentRedaction.replacement)
      } else {
        shown.append(ArgumentRedaction.withoutPassword(argument))
      }
    }
    return shown
  }

  private func matches(_ name: Substring) -> Bool {
    let bare = name.drop { $0 == "-" }.lowercased()
    return !bare.isEmpty && patterns.contains { $0.matches(bare.utf8.span) }
  }

  /// `scheme://user:password@host` without the password.
  private static func withoutPassword(_ argument: String) -> String {
    guard let scheme = argument.utf8.firstRange(of: Array("://".utf8)) else { return argument }
    let rest = argument[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority.firstIndex(of: ":"),
      colon < at
    else { return argument }
    return argument[...colon] + replacement + argument[at...]
  }
}
