internal import KernelInterface

/// How a terminal shows each ``Style``.
///
/// The colors are of a middle lightness, so that they can be read on black and on white.
struct StyleSheet {
  let depth: Depth

  enum Depth {
    /// Bold, faint and underlined only: for `NO_COLOR`, and terminals that have none.
    case none
    case sixteen
    case many
  }

  /// How many colors there are, by what the environment says.
  static func depth(_ mode: ColorMode) -> Depth {
    guard mode.isOn else { return .none }
    let terminal = HostFacts.environment("TERM") ?? ""
    let colors = HostFacts.environment("COLORTERM") ?? ""
    return terminal.contains("256") || terminal.contains("direct") || !colors.isEmpty
      ? .many : .sixteen
  }

  /// The sequence that switches to a style from any other: C: `SGR`.
  func sequence(_ style: Style) -> StaticString {
    switch depth {
    case .none: StyleSheet.plain(style)
    case .sixteen: StyleSheet.sixteen(style)
    case .many: StyleSheet.many(style)
    }
  }

  private static func plain(_ style: Style) -> StaticString {
    switch style {
    case .faint, .rule, .heading: "\u{1B}[0;2m"
    case .strong, .title, .key, .signal, .coredump, .abnormal: "\u{1B}[0;1m"
    case .focus, .sorted: "\u{1B}[0;1;4m"
    case .alarm, .notice: "\u{1B}[0;7m"
    default: "\u{1B}[0m"
    }
  }

  private static func sixteen(_ style: Style) -> StaticString {
    switch style {
    case .fork: "\u{1B}[0;34m"
    case .exec, .key: "\u{1B}[0;36m"
    case .exit, .other: "\u{1B}[0;32m"
    case .abnormal: "\u{1B}[0;33m"
    case .coredump: "\u{1B}[0;35m"
    case .signal: "\u{1B}[0;31m"
    case .focus, .sorted: "\u{1B}[0;1;36m"
    case .alarm: "\u{1B}[0;1;31m"
    case .notice: "\u{1B}[0;1;33m"
    default: plain(style)
    }
  }

  private static func many(_ style: Style) -> StaticString {
    switch style {
    case .plain: "\u{1B}[0m"
    case .faint, .heading: "\u{1B}[0;38;5;245m"
    case .strong, .title: "\u{1B}[0;1m"
    case .rule: "\u{1B}[0;38;5;240m"
    case .focus, .sorted: "\u{1B}[0;1;38;5;74m"
    case .fork: "\u{1B}[0;38;5;68m"
    case .exec: "\u{1B}[0;38;5;72m"
    case .exit: "\u{1B}[0;38;5;103m"
    case .abnormal: "\u{1B}[0;38;5;173m"
    case .coredump: "\u{1B}[0;38;5;133m"
    case .other: "\u{1B}[0;38;5;109m"
    case .signal: "\u{1B}[0;38;5;167m"
    case .alarm: "\u{1B}[0;1;38;5;160m"
    case .key: "\u{1B}[0;38;5;74m"
    case .notice: "\u{1B}[0;1;38;5;172m"
    }
  }
}
