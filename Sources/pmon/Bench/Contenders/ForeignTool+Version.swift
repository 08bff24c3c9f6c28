internal import KernelInterface

extension ForeignTool {
  /// The package that it came with and that one's version; not all of them tell it themselves.
  func version(of program: String) -> String {
    for query in [
      ["/usr/bin/dpkg-query", "-S", program], ["/usr/bin/rpm", "-q", "--whatprovides", program],
    ] {
      guard let words = Self.output(of: query), let line = words.split(separator: "\n").first
      else { continue }
      // The first answers "package: path".
      guard query[0].hasSuffix("dpkg-query") else { return String(line) }
      let package = String(line.prefix { $0 != ":" })
      let form = "${Package} ${Version}"
      return Self.output(of: ["/usr/bin/dpkg-query", "-W", "-f", form, package]) ?? package
    }
    return "of a version that no package database tells"
  }

  /// What a program prints, if it ends well within ten seconds.
  private static func output(of command: [String]) -> String? {
    guard Files.isExecutable(command[0]),
      let file = try? OwnedDescriptor.memoryFile("output", content: []),
      let input = try? OwnedDescriptor.open("/dev/null")
    else { return nil }
    var detached = DetachedCommand(
      arguments: command, environment: ["LC_ALL=C"], input: input.rawValue, output: file.rawValue)
    detached.diesWithParent = true
    guard let child = try? detached.start() else { return nil }
    let end = Clocks.monotonic &+ 10_000_000_000
    while Clocks.monotonic < end {
      if let change = try? ChildChange.next(of: child) {
        guard change.kind == .ended(0) else { return nil }
        return try? Files.text(of: "/proc/self/fd/\(file.rawValue)")
      }
      ProcessActions.sleep(milliseconds: 5)
    }
    ChildChange.end(child)
    return nil
  }
}
