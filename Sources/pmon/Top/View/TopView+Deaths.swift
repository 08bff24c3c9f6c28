internal import EventRendering
internal import ProcessEvents

extension TopView {
  mutating func drawDeaths(_ area: Area) {
    let log = state.showsAllDeaths ? model.allDeaths : model.abnormalDeaths
    let title = state.showsAllDeaths ? "Latest deaths" : "Latest abnormal deaths"
    let titleEnd = putTitle(title, of: .deaths, at: area.column, area.row)
    drawCauses(from: titleEnd + 1, to: area.end - 1, area.row)
    guard area.rows > 1 else { return }
    let layout = DeathLayout(area)
    drawHeadings(layout, area.row + 1)

    let rows = max(0, area.rows - 2)
    let places = (0..<log.count).filter { isSought(log[$0].name, log[$0].process) }
    let first = scrolled(.deaths, of: places.count, showing: rows)
    var clock = clock
    for (index, age) in places.dropFirst(first).prefix(rows).enumerated() {
      draw(log[age], layout, &clock, area.row + 2 + index)
    }
    if places.isEmpty {
      drawNothing(
        area, state.showsAllDeaths ? "no process has ended" : "no process has ended abnormally")
    }
  }

  /// How often which end: as many as there is room for.
  private mutating func drawCauses(from column: Int, to end: Int, _ row: Int) {
    var text = ""
    for (status, count) in model.causes.ranked {
      let part = "\(TopView.brief(status)) \(glyphs.times)\(NumberText.count(count))"
      let longer = text.isEmpty ? part : text + glyphs.separator + part
      if column + longer.unicodeScalars.count + 3 > end { break }
      text = longer
    }
    if !text.isEmpty { putOnRule(text, before: end + 1, row) }
  }

  private mutating func drawHeadings(_ layout: DeathLayout, _ row: Int) {
    canvas.put(layout.showsAge ? "ago" : "time", .heading, at: layout.time, row)
    canvas.putRight("pid", .heading, before: layout.processEnd, row)
    canvas.put("name", .heading, at: layout.name, row, width: layout.nameWidth)
    if let end = layout.durationEnd { canvas.putRight("lived", .heading, before: end, row) }
    if let end = layout.parentEnd { canvas.putRight("parent", .heading, before: end, row) }
    canvas.put("how it ended", .heading, at: layout.cause, row, width: layout.causeWidth)
  }

  private mutating func draw(
    _ entry: DeathLog.Entry, _ layout: DeathLayout, _ clock: inout WallClock, _ row: Int
  ) {
    if layout.showsAge {
      let now = model.begin &+ model.moment.nanoseconds
      let age = now > entry.time.nanoseconds ? now - entry.time.nanoseconds : 0
      canvas.put(NumberText.age(nanoseconds: age), .faint, at: layout.time, row)
    } else {
      var time: [UInt8] = []
      clock.writeTime(of: entry.time, fraction: 3, into: &time)
      let text = String(decoding: time.prefix(layout.timeWidth), as: UTF8.self)
      canvas.put(text, .faint, at: layout.time, row)
    }
    canvas.putRight("\(entry.process)", .plain, before: layout.processEnd, row)
    canvas.put(
      entry.name.text, entry.name.certainty == .known ? .plain : .faint, at: layout.name, row,
      width: layout.nameWidth)
    if let end = layout.durationEnd {
      putNumber(entry.duration.map(NumberText.duration), .plain, before: end, row)
    }
    if let end = layout.parentEnd {
      putNumber(entry.parent.rawValue == 0 ? nil : "\(entry.parent)", .faint, before: end, row)
    }
    var cause = layout.hasLongCauses ? entry.status.description : TopView.brief(entry.status)
    if entry.isOutOfMemory { cause += ", out of memory" }
    let count = entry.count > 1 ? "\(glyphs.times)\(NumberText.count(entry.count))" : ""
    let room = layout.causeWidth - (count.isEmpty ? 0 : count.unicodeScalars.count + 2)
    let end = canvas.put(cause, TopView.style(entry.status), at: layout.cause, row, width: room)
    canvas.put(count, .strong, at: end + 2, row)
  }

  /// Such as `code 3`, `SIGSEGV, core`.
  static func brief(_ status: ExitStatus) -> String {
    guard let signal = status.signal else { return status.description }
    return signal.description + (status.coreDumped ? ", core" : "")
  }

  private static func style(_ status: ExitStatus) -> Style {
    if status.coreDumped { return .coredump }
    if status.signal != nil { return .signal }
    return status.isAbnormal ? .abnormal : .faint
  }
}

/// Where the columns of the deaths stand.
struct DeathLayout {
  let time: Int
  let timeWidth: Int
  let processEnd: Int
  let name: Int
  let nameWidth: Int
  let durationEnd: Int?
  let parentEnd: Int?
  let cause: Int
  let causeWidth: Int
  /// Whether the time is told by how long ago it was, which is shorter.
  let showsAge: Bool
  /// Whether signals are explained.
  let hasLongCauses: Bool

  init(_ area: Area) {
    let width = area.columns
    time = area.column + 1
    // Hours, minutes, seconds; and milliseconds where there is room for them.
    timeWidth = width >= 90 ? 12 : width >= 56 ? 8 : 3
    showsAge = width < 56
    processEnd = time + timeWidth + (showsAge ? 8 : 9)
    name = processEnd + (showsAge ? 1 : 2)
    nameWidth = showsAge ? max(4, min(15, width - 27)) : 17
    var column = name + nameWidth
    if width >= 56 {
      column += 9
      durationEnd = column
    } else {
      durationEnd = nil
    }
    if width >= 90 {
      column += 10
      parentEnd = column
    } else {
      parentEnd = nil
    }
    cause = column + (showsAge ? 1 : 2)
    causeWidth = area.end - 1 - cause
    hasLongCauses = causeWidth >= 40
  }
}
