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

  /// From nothing to the most, which is less than a whole cell: lines one below the other stay apart.
  private static let blocks: [Unicode.Scalar] = Array("▁▁▂▃▄▅▆▇".unicodeScalars)
  private static let marks: [Unicode.Scalar] = Array("_.:-=+*#".unicodeScalars)

  var rule: Unicode.Scalar { isUnicode ? "─" : "-" }
  var wall: Unicode.Scalar { isUnicode ? "│" : "|" }
  var corners: [Unicode.Scalar] { Array((isUnicode ? "╭╮╰╯" : "++++").unicodeScalars) }
  var dot: String { isUnicode ? "·" : "-" }
  var separator: String { isUnicode ? " · " : ", " }
  var downward: String { isUnicode ? "▾" : ">" }
  var ellipsis: Unicode.Scalar { isUnicode ? "…" : "." }
  var times: String { isUnicode ? "×" : "x" }
  var live: String { isUnicode ? "●" : "*" }
  var cursor: String { isUnicode ? "▏" : "_" }

  /// One character for how much of the most it is; what is more than nothing shows.
  func level(_ part: Double) -> Unicode.Scalar {
    let levels = isUnicode ? Glyphs.blocks : Glyphs.marks
    let top = levels.count - 1
    return part > 0 ? levels[min(top, max(1, Int((part * Double(top)).rounded(.up))))] : levels[0]
  }

  /// A bar of at most `width` characters; what is more than nothing shows.
  func bar(_ part: Double, width: Int) -> String {
    guard part > 0, width > 0 else { return "" }
    let halves = max(1, Int((min(part, 1) * Double(width) * 2).rounded()))
    guard isUnicode else { return String(repeating: "=", count: max(1, halves / 2)) }
    return String(repeating: "━", count: halves / 2) + (halves % 2 == 0 ? "" : "╸")
  }
}
