import ProcessEvents

/// Picks the mapping that is the program out of those that follow an exec.
///
/// The first file that a process maps for execution after an exec is its program (of a script, its
/// interpreter); the loader and the libraries come later.
struct ProgramMappings {
  /// Processes that have executed a program and not yet mapped it: those within an `execve` right now,
  /// and those whose next record was lost.
  private var awaited: Set<Int32> = []
  /// When there are more, most of them are of lost records, and all are given up.
  private static let limit = 4096

  mutating func processExecuted(_ process: ProcessID) {
    if awaited.count >= ProgramMappings.limit { awaited.removeAll(keepingCapacity: true) }
    awaited.insert(process.rawValue)
  }

  mutating func processEnded(_ process: ProcessID) {
    if !awaited.isEmpty { awaited.remove(process.rawValue) }
  }

  /// Whether the process's next mapping of a file is its program.
  func awaits(_ process: ProcessID) -> Bool {
    !awaited.isEmpty && awaited.contains(process.rawValue)
  }

  /// Whether a mapping is the program, and its path is known.
  mutating func isProgram(_ path: RawSpan, of process: ProcessID) -> Bool {
    guard awaits(process) else { return false }
    switch Kind(path) {
    case .file: break
    case .memory: return false
    case .unnamed:
      awaited.remove(process.rawValue)
      return false
    }
    awaited.remove(process.rawValue)
    return true
  }

  private enum Kind {
    case file
    /// Of no file: `[stack]`, `[vdso]`, `//anon`.
    case memory
    /// Of a file whose path the kernel could not tell: `//toolong`, `//enomem`.
    case unnamed

    init(_ path: RawSpan) {
      let first: UInt8 = path.byteCount > 0 ? path.number(0) : 0
      let second: UInt8 = path.byteCount > 1 ? path.number(1) : 0
      if first == UInt8(ascii: "[") || path.starts(with: "//anon") {
        self = .memory
      } else if first == UInt8(ascii: "/"), second != UInt8(ascii: "/") {
        self = .file
      } else {
        self = .unnamed
      }
    }
  }
}

extension RawSpan {
  func starts(with text: StaticString) -> Bool {
    guard byteCount >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount
    where unsafe number(index, as: UInt8.self) != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// How many bytes there are before the first zero.
  var lengthOfText: Int {
    for index in 0..<byteCount where number(index, as: UInt8.self) == 0 { return index }
    return byteCount
  }
}
