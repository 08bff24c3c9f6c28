internal import EventRendering
internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// How each member of a family ended, as a tree for people or as JSON.
struct FamilyReport {
  let tree: FamilyTree
  let isColored: Bool
  /// Whether the branches are drawn with characters beyond ASCII.
  let isUnicode: Bool

  private static let nameWidth = 34
  /// The most levels of the tree whose branches are drawn.
  private static let drawnDepth = 16

  var text: String {
    var lines: [UInt8] = []
    lines.write("    PID     Duration  Process                            How it ended\n")
    tree.visit { member, way in append(member, way, to: &lines) }
    if tree.omitted > 0 {
      lines.write("\(tree.omitted) more descendants found no room in this report\n")
    }
    if tree.lost > 0 {
      lines.write(
        "\(tree.lost) events were lost: members may be missing, and ends not be known\n")
    }
    return String(decoding: lines, as: UTF8.self)
  }

  private func append(_ member: FamilyTree.Member, _ way: [Bool], to lines: inout [UInt8]) {
    let isAbnormal =
      if case .ended(let status, _) = member.ending { status.isAbnormal } else { false }
    if isAbnormal, isColored { lines.write("\u{1B}[31m") }
    lines.writeRight(width: 7) { $0.write(member.id.rawValue) }
    lines.writeRight(width: 13) { line in
      if let duration = member.duration {
        line.writeSeconds(duration, digits: 6)
      } else {
        line.write("-")
      }
    }
    lines.write("  ")
    lines.writeColumn(width: FamilyReport.nameWidth) { line in
      // Where it is too deep to be drawn, a number says how deep.
      let hidden = max(0, way.count - FamilyReport.drawnDepth)
      if hidden > 0 { line.write("+\(hidden) ") }
      for isLast in way.dropFirst(hidden).dropLast() {
        line.write(isLast ? "   " : isUnicode ? "│  " : "|  ")
      }
      if let isLast = way.last {
        line.write(
          isUnicode ? (isLast ? "└─ " : "├─ ") : (isLast ? "`- " : "|- "))
      }
      if let arguments = member.description.arguments.value {
        for (index, argument) in arguments.enumerated() {
          if index > 0 { line.write(" ") }
          line.writePrintable(argument)
        }
        if !member.description.arguments.isKnown { line.write("~") }
      } else {
        line.writeName(member.description.name)
      }
    }
    lines.write(" ")
    switch member.ending {
    case .living: lines.write("still running")
    case .unknown: lines.write("not known: its event was lost")
    case .ended(let status, _):
      lines.write(CauseOfDeath.text(status, member.description.outOfMemory))
      // A color alone says nothing in a file, or to those who see none.
      if isAbnormal { lines.write("  !") }
    }
    if isAbnormal, isColored { lines.write("\u{1B}[0m") }
    lines.write("\n")
  }
}

extension FamilyTree.Member {
  /// Nanoseconds from its beginning to its end; nil where either is not known.
  var duration: UInt64? {
    guard case .ended(_, let end) = ending, let start, start <= end else { return nil }
    return end.nanoseconds - start.nanoseconds
  }
}
