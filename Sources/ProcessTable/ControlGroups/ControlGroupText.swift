internal import KernelInterface

/// `/proc/PID/cgroup`: a line `hierarchy:controllers:path` for each hierarchy, cgroups(7).
enum ControlGroupText {
  /// The path that says most: of the unified hierarchy (`0::`), else of systemd's own, else of memory's. One
  /// that is not the root goes before one that is, as on hybrid systems only some hierarchies are in use.
  static func path(in text: Span<UInt8>) -> String? {
    var best: (rank: Int, path: String)?
    forEachLine(in: text) { controllers, path in
      guard let rank = rank(of: controllers, isRoot: path.count == 1) else { return }
      if best == nil || rank < best!.rank { best = (rank, String(path)) }
    }
    guard let path = best?.path else { return nil }
    // So the kernel marks one that was removed below a process that is not yet reaped.
    let mark = " (deleted)"
    return path.hasSuffix(mark) ? String(path.dropLast(mark.count)) : path
  }

  /// Less is better.
  private static func rank(of controllers: Span<UInt8>, isRoot: Bool) -> Int? {
    let rank: Int
    var position = 0
    if controllers.isEmpty {
      rank = 0
    } else if controllers.skip("name=systemd", at: &position), position == controllers.count {
      rank = 1
    } else if contains("memory", controllers) {
      rank = 2
    } else {
      return nil
    }
    return isRoot ? rank + 3 : rank
  }

  private static func contains(_ controller: StaticString, _ list: Span<UInt8>) -> Bool {
    var position = 0
    while position < list.count {
      if list.skip(controller, at: &position),
        position == list.count || list[position] == UInt8(ascii: ",")
      {
        return true
      }
      guard list.skip(through: UInt8(ascii: ","), at: &position) else { return false }
    }
    return false
  }

  /// Lines that are cut or are none are left out.
  private static func forEachLine(
    in text: Span<UInt8>, _ body: (_ controllers: Span<UInt8>, _ path: Span<UInt8>) -> Void
  ) {
    var position = 0
    while position < text.count {
      let start = position
      guard text.skip(through: UInt8(ascii: "\n"), at: &position) else { return }
      let line = text.extracting(start..<(position - 1))
      var colon = 0
      guard line.skip(through: UInt8(ascii: ":"), at: &colon) else { continue }
      let first = colon
      guard line.skip(through: UInt8(ascii: ":"), at: &colon), colon < line.count,
        line[colon] == UInt8(ascii: "/")
      else { continue }
      body(line.extracting(first..<(colon - 1)), line.extracting(colon..<line.count))
    }
  }
}
