import FoundationEssentials

/// What a page says that help does not: sections of mdoc(7) in `Documentation/man/NAME.mdoc`, by hand.
struct ManualPart {
  /// The date in the page's foot; only the page of `pmon` has it, for all.
  private(set) var date: String?
  private(set) var sections: [(title: String, body: String)] = []

  static let folder = Repository.folder.appending(path: "Documentation/man")

  /// The part of a page; empty where there is no file.
  init(ofPage page: String) throws {
    let file = ManualPart.folder.appending(path: "\(page).mdoc")
    guard FileManager.default.fileExists(atPath: file.path()) else { return }
    for line in String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix(".\\\"") {
        continue
      } else if line.hasPrefix(".Dd ") {
        date = String(line.dropFirst(4))
      } else if line.hasPrefix(".Sh ") {
        sections.append((String(line.dropFirst(4)), ""))
      } else if !sections.isEmpty {
        sections[sections.count - 1].body += line + "\n"
      }
    }
  }

  subscript(title: String) -> String? { sections.first { $0.title == title }?.body }

  /// The pages that it refers to: such as `kill 2`.
  var references: [String] {
    (self["SEE ALSO"] ?? "").split(separator: "\n").compactMap { line in
      line.hasPrefix(".Xr ") ? String(line.dropFirst(4)) : nil
    }
  }

  /// The command lines among its examples, which stand in literal displays.
  var commandLines: [String] {
    sections.map(\.body).joined().split(separator: ".Bd -literal").dropFirst().flatMap { display in
      (display.firstRange(of: "\n.Ed").map { display[..<$0.lowerBound] } ?? display)
        .split(separator: "\n").filter { $0.hasPrefix("pmon ") }
    }.map {
      String($0).replacing("\\-", with: "-").replacing("\\(aq", with: "'")
        .replacing("\\(ti", with: "~").replacing("\\e", with: "\\")
    }
  }
}

/// Where the sources are.
enum Repository {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
