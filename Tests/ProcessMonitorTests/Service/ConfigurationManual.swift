import Foundation

/// What pmond.yaml(5) says, by its subsections.
struct ConfigurationManual {
  /// The text below each key, by the titles of `.Ss` and `.Sh`.
  private(set) var entries: [String: [String: String]] = [:]

  init() throws {
    let text = try ServiceFiles.text("Documentation/man/man5/pmond.yaml.5")
    var title = ""
    var names: [String] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix(".Ss ") || line.hasPrefix(".Sh ") {
        title = String(line.dropFirst(4))
        names = []
      } else if line.hasPrefix(".It ") {
        names = Self.names(line)
        for name in names { entries[title, default: [:]][name] = "" }
      } else if !line.hasPrefix(".El") {
        for name in names { entries[title]?[name]? += line + "\n" }
      }
    }
  }

  /// `.It Ic key : Ar type`, `.It Ev ONE , TWO`, `.It STATE`
  private static func names(_ line: Substring) -> [String] {
    let words = line.split(separator: " ").dropFirst()
    switch words.first {
    case "Ic": return [String(words[words.startIndex + 1])]
    case "Ev": return words.dropFirst().filter { $0 != "," }.map(String.init)
    default: return [words.joined(separator: " ")]
    }
  }

  /// The sentence about a key's range and default, its lines joined.
  func range(of key: String, in title: String) -> String? {
    guard let text = entries[title]?[key] else { return nil }
    let words = text.replacing("\n", with: " ")
    return words.firstRange(of: "From ").map {
      words[$0.lowerBound...].trimmingCharacters(in: .whitespaces)
    }
  }
}

/// Quantities as the manual writes them: one unit, the largest that leaves no rest.
enum QuantityText {
  static func duration(_ milliseconds: UInt64) -> String {
    let units: [(String, UInt64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000),
    ]
    for (unit, size) in units where milliseconds % size == 0 {
      return "\(milliseconds / size)\(unit)"
    }
    return "\(milliseconds)ms"
  }

  static func size(_ bytes: UInt64) -> String {
    for (unit, size) in [("GiB", UInt64(1) << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    where bytes % size == 0 { return "\(bytes / size)\(unit)" }
    return "\(bytes)"
  }
}
