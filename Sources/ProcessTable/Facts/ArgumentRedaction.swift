internal import ProcessEvents

/// Hides the values of arguments that may hold secrets: `--password=…`, `--token …`, `SECRET=…`,
/// `Authorization: …`, `-u user:…`, `https://…@host`, and `mysql -p…`.
///
/// It knows common forms and no more: whoever shows arguments to others shows what is left, too.
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
    "*pass*", "*pwd*", "*secret*", "*token*", "*credential*", "*api*key*", "*private*key*",
    "*access*key*", "*authorization*", "*cookie*", "*bearer*",
  ]

  /// Hides the values of arguments whose names match one of some patterns.
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
      if let known = special(argument, at: index, of: arguments) {
        shown.append(known)
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

  /// Forms of their own; nil where it is none.
  private func special(_ argument: String, at index: Int, of arguments: [String]) -> String? {
    let replacement = ArgumentRedaction.replacement
    // A header: `Authorization: Bearer …`, also as `--header=…`
    let start = argument.firstIndex(of: "=").map { argument.index(after: $0) }
    for text in [argument[...], start.map { argument[$0...] } ?? ""] {
      guard let colon = text.firstIndex(of: ":"), text[..<colon].allSatisfy(Self.isOfHeaderName),
        matches(text[..<colon])
      else { continue }
      return argument[...colon] + " " + replacement
    }
    // `-u user:password`, as of curl
    if ["-u", "--user", "--proxy-user", "-U"].contains(arguments[index - 1]),
      let colon = argument.firstIndex(of: ":")
    {
      return argument[...colon] + replacement
    }
    let program = arguments[0].split(separator: "/").last ?? ""
    // `curl -uuser:password`
    if program == "curl", argument.hasPrefix("-u"), let colon = argument.firstIndex(of: ":") {
      return argument[...colon] + replacement
    }
    // `mysql -ppassword`
    let takesPassword = ["mysql", "mariadb", "sshpass"].contains { program.hasPrefix($0) }
    if takesPassword, argument.hasPrefix("-p"), argument.count > 2 { return "-p" + replacement }
    return nil
  }

  private static func isOfHeaderName(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "-")
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
    guard let at = authority.lastIndex(of: "@") else { return argument }
    guard let colon = authority.firstIndex(of: ":"), colon < at else {
      return argument[..<rest.startIndex] + replacement + argument[at...]
    }
    return argument[...colon] + replacement + argument[at...]
  }
}
