internal import EventRendering
internal import ProcessEvents
internal import ProcessTable

/// The columns of what is known of a process. A value that is not certain has the mark `~`, what is not
/// known at all is `?`.
struct ProcessColumns: Sendable {
  var hasUser = false
  var hasControlGroup = false
  var hasExecutable = false
  var hasArguments = false
  /// Whether names are indented by how deep their processes stand in the tree.
  var isTree = false

  private static let nameWidth = 17
  private static let treeWidth = 33
  private static let userWidth = 10
  private static let durationWidth = 11

  private var nameWidth: Int { isTree ? ProcessColumns.treeWidth : ProcessColumns.nameWidth }

  var header: String {
    var line: [UInt8] = []
    if hasUser { line.writeLeft("User", width: ProcessColumns.userWidth) }
    line.writeLeft("Process", width: nameWidth)
    line.writeRight(width: ProcessColumns.durationWidth) { $0.write("Duration" as StaticString) }
    line.write("  Info")
    if hasExecutable { line.write("  Executable") }
    if hasControlGroup { line.write("  Control group") }
    if hasArguments { line.write("  Arguments") }
    return String(decoding: line, as: UTF8.self)
  }

  /// Writes the columns before the information; nil leaves them empty.
  func write(
    _ process: ProcessDescription?, at instant: KernelInstant, tellsDuration: Bool,
    into line: inout [UInt8]
  ) {
    if hasUser {
      line.writeColumn(width: ProcessColumns.userWidth) { line in
        guard let process else { return }
        line.writeFact(process.userID) { line, id in
          if let name = process.userName { line.writePrintable(name) } else { line.write(id) }
        }
      }
    }
    line.writeColumn(width: nameWidth) { line in
      guard let process else { return }
      if isTree {
        for _ in 0..<min(Int(process.depth), ProcessColumns.treeWidth / 2 - 2) { line.write("  ") }
      }
      line.writeName(process.name)
    }
    line.writeRight(width: ProcessColumns.durationWidth) { line in
      guard tellsDuration, let process, let duration = process.duration(at: instant) else {
        return line.write("-")
      }
      if !process.isStartExact || !process.start.isKnown { line.write("~") }
      line.writeSeconds(duration, digits: process.isStartExact ? 6 : 2)
    }
    line.write("  ")
  }

  /// Writes what stands behind the information, since it may be long.
  func writeArguments(of process: ProcessDescription, into line: inout [UInt8]) {
    if hasExecutable { line.writeFurther(process.executable) { $0.writePrintable($1) } }
    if hasControlGroup { line.writeFurther(process.controlGroup) { $0.writePrintable($1) } }
    if hasArguments {
      line.writeFurther(process.arguments) { line, list in
        for (index, argument) in list.enumerated() {
          if index > 0 { line.write(" ") }
          line.writePrintable(argument)
        }
      }
    }
  }
}

extension [UInt8] {
  /// What `body` writes, at the left of a column, with a space behind it in any case.
  mutating func writeColumn(width: Int, _ body: (inout [UInt8]) -> Void) {
    let start = count
    body(&self)
    var characters = count - start
    for byte in self[start...] where byte & 0xC0 == 0x80 { characters -= 1 }
    repeat {
      append(UInt8(ascii: " "))
      characters += 1
    } while characters < width
  }

  fileprivate mutating func writeLeft(_ text: StaticString, width: Int) {
    writeColumn(width: width) { $0.write(text) }
  }

  /// A name with its mark.
  mutating func writeName(_ name: Fact<CommandName>) { writeFact(name) { $0.writePrintable($1) } }

  fileprivate mutating func writeFact<Value>(
    _ fact: Fact<Value>, _ body: (inout [UInt8], Value) -> Void
  ) {
    guard let value = fact.value else { return write("?") }
    let start = count
    body(&self, value)
    // What looks like a mark and is none is escaped.
    if last == UInt8(ascii: "~") || (last == UInt8(ascii: "?") && count == start + 1) {
      let byte = removeLast()
      write(byte == UInt8(ascii: "~") ? "\\x7e" as StaticString : "\\x3f")
    }
    if !fact.isKnown { write("~") }
  }

  fileprivate mutating func writeFurther<Value>(
    _ fact: Fact<Value>, _ body: (inout [UInt8], Value) -> Void
  ) {
    if last != UInt8(ascii: " ") { write("  ") }
    writeFact(fact, body)
  }

  /// Nanoseconds as seconds.
  mutating func writeSeconds(_ nanoseconds: UInt64, digits: Int) {
    write(nanoseconds / 1_000_000_000)
    guard digits > 0 else { return }
    write(".")
    write(nanoseconds % 1_000_000_000, width: 9)
    removeLast(9 - digits)
  }
}
