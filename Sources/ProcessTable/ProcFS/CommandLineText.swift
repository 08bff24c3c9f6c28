internal import KernelInterface

/// `/proc/PID/cmdline`: each argument with a zero byte behind it.
///
/// A process can write over its arguments, so the text may be anything.
enum CommandLineText {
  /// How much of it is read at most, in bytes: what comes after them is left out.
  static let limit = 65_536

  /// More zeros at the end than this are no arguments, but what setproctitle(3) has left of a longer text.
  private static let paddingFrom = 16

  /// - Returns: nil where there are none, as of kernel threads, zombies and during an exec.
  static func arguments(in text: Span<UInt8>) -> [String]? {
    var end = text.count
    while end > 0, text[end - 1] == 0 { end -= 1 }
    guard end > 0 else { return text.count > 1 ? [""] : nil }
    var arguments: [String] = []
    var start = 0
    for index in 0...end where index == end || text[index] == 0 {
      arguments.append(String(text.extracting(start..<index)))
      start = index + 1
    }
    // Empty arguments at the end are told by their zeros alone.
    let zeros = text.count - end
    if zeros > 1, zeros <= paddingFrom {
      arguments += Array(repeating: "", count: zeros - 1)
    }
    return arguments
  }

  /// Most are short, so a second call with a large buffer is seldom.
  static func arguments(of files: borrowing ProcFiles) -> [String]? {
    let small = 1024
    var isLonger = false
    let arguments = try? files.text(of: "cmdline", limit: small) { text in
      isLonger = text.count == small
      return isLonger ? nil : Self.arguments(in: text)
    }
    guard isLonger else { return arguments ?? nil }
    return (try? files.text(of: "cmdline", limit: limit) { Self.arguments(in: $0) }) ?? nil
  }
}
