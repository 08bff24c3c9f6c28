internal import KernelInterface

/// The characters that are drawn with: Unicode's blocks and lines, or what ASCII has.
struct Glyphs {
  let isUnicode: Bool

  /// Whether the locale's characters are UTF-8, by the variables that say so; the first one set counts.
  static var localeIsUnicode: Bool {
    for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
      guard let value = HostFacts.environment(variable), !value.isEmpty else { continue }
      let codeset = value.lowercased()
      return codeset.contains("utf-8") || codeset.contains("utf8")
    }
    return false
  }

  /// From nothing to full.
  var levels: [Unicode.Scalar] {
    isUnicode ? Array("▁▁▂▃▄▅▆▇█".unicodeScalars) : Array("_.:-=+*#@".unicodeScalars)
  }

  /// A bar's last cell, from an eighth to a whole.
  private static let eighths: [Unicode.Scalar] = Array("▏▎▍▌▋▊▉█".unicodeScalars)

  var rule: Unicode.Scalar { isUnicode ? "─" : "-" }
  var wall: Unicode.Scalar { isUnicode ? "│" : "|" }
  var corners: [Unicode.Scalar] { Array((isUnicode ? "╭╮╰╯" : "++++").unicodeScalars) }
  var dot: String { isUnicode ? "·" : "-" }
  var separator: String { isUnicode ? " · " : ", " }
  var downward: String { isUnicode ? "▾" : "v" }
  var ellipsis: Unicode.Scalar { isUnicode ? "…" : "." }
  var times: String { isUnicode ? "×" : "x" }
  var live: String { isUnicode ? "●" : "*" }
  var cursor: String { isUnicode ? "▏" : "_" }

  /// One character for how much of the most it is; what is more than nothing shows.
  func level(_ part: Double) -> Unicode.Scalar {
    guard part > 0 else { return levels[0] }
    return levels[min(8, max(1, Int((part * 8).rounded(.up))))]
  }

  /// A bar of at most `width` characters; what is more than nothing shows.
  func bar(_ part: Double, width: Int) -> String {
    guard part > 0, width > 0 else { return "" }
    let part = min(part, 1)
    guard isUnicode else {
      return String(repeating: "#", count: max(1, Int((part * Double(width)).rounded())))
    }
    let eighths = max(1, Int((part * Double(width) * 8).rounded()))
    var bar = String(repeating: "█", count: eighths / 8)
    if eighths % 8 > 0 { bar.unicodeScalars.append(Glyphs.eighths[eighths % 8 - 1]) }
    return bar
  }
}
