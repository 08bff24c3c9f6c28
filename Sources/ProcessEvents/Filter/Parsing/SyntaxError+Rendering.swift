extension Filter.SyntaxError {
  /// The error with the line at fault, and a caret under the place.
  ///
  /// ```
  /// unknown word "exot"; did you mean "exit"?
  ///   exot and code != 0
  ///   ^~~~
  /// ```
  /// Of a long line, a part around the place is shown. A tab is shown as a space, and what a terminal
  /// would obey and not show, as U+FFFD.
  ///
  /// - Parameters:
  ///   - source: the text that was parsed.
  ///   - width: columns that the shown line may take.
  /// - Returns: three lines, the last without a line feed.
  public func rendered(_ source: String, width: Int = 78) -> String {
    let lines = source.utf8.split(
      separator: UInt8(ascii: "\n"), maxSplits: line, omittingEmptySubsequences: false)
    let text = lines.count >= line ? Substring(lines[line - 1]) : ""
    let window = Window(text, around: columns, width: max(width, 20))
    return "\(self)\n  \(window.text)\n  \(window.marks)"
  }
}

/// The part of a line around a place.
///
/// A megabyte of line is not laid out to show a few columns of it.
private struct Window {
  private(set) var text = ""
  private(set) var marks = ""

  init(_ line: Substring, around columns: Range<Int>, width: Int) {
    let fault =
      line.index(line.startIndex, offsetBy: columns.lowerBound - 1, limitedBy: line.endIndex)
      ?? line.endIndex
    // An ellipsis on either side takes a column. What leads to the fault gets what the fault leaves,
    // but never less than a third nor more than two thirds.
    let room = width - 2
    let lead = Window.lead(
      to: fault, in: line, atMost: min(max(room / 3, room - columns.count), room * 2 / 3))
    var column = 0
    if lead > line.startIndex { append("…", &column) }
    for character in line[lead..<fault] { append(character.shown, &column) }
    marks = String(repeating: " ", count: column) + "^"

    let end = line.index(fault, offsetBy: columns.count, limitedBy: line.endIndex) ?? line.endIndex
    var index = fault
    while index < line.endIndex {
      let character = line[index].shown
      guard column + character.displayWidth < width else {
        append("…", &column)
        break
      }
      append(character, &column)
      if index < end { marks += String(repeating: "~", count: max(0, column - marks.count)) }
      index = line.index(after: index)
    }
  }

  private mutating func append(_ character: Character, _ column: inout Int) {
    text.append(character)
    column += character.displayWidth
  }

  /// Where to begin in order to show no more than some columns before a place.
  private static func lead(
    to fault: Substring.Index, in line: Substring, atMost columns: Int
  ) -> Substring.Index {
    var lead = fault
    var room = columns
    while lead > line.startIndex {
      let previous = line.index(before: lead)
      room -= line[previous].shown.displayWidth
      if room < 0 { break }
      lead = previous
    }
    return lead
  }
}
