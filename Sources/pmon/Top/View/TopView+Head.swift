internal import ProcessConnector

extension TopView {
  /// Where, since when, and how often.
  mutating func drawHead(at row: Int) {
    let pace =
      state.isPaused
      ? "paused" : "\(glyphs.live) every \(NumberText.interval(state.interval))"
    let end = columns - 1
    canvas.putRight(pace, state.isPaused ? .notice : .exec, before: end, row)
    let edge = end - pace.unicodeScalars.count - 2
    var column = canvas.put("pmon top", .strong, at: 1, row, width: edge - 1)
    let place = "\(facts.host)\(glyphs.separator)Linux \(facts.kernel)\(glyphs.separator)"
    let runTime = NumberText.runTime(seconds: model.moment.second)
    column = canvas.put(place, .faint, at: column + 2, row, width: edge - column - 2)
    column = canvas.put("for \(runTime)", .faint, at: column, row, width: edge - column)
    let seen = "\(glyphs.separator)\(model.started) processes begun"
    if column + seen.unicodeScalars.count < edge { canvas.put(seen, .faint, at: column, row) }
  }

  /// What is listened to, and whether all of it gets here.
  mutating func drawStatus(at row: Int) {
    let counters = facts.counters
    let used =
      counters.bufferSize == 0 ? 0 : UInt64(counters.bufferUsed) * 100 / UInt64(counters.bufferSize)
    let lost = counters.lost
    let size = columns < 100 ? "" : " of \(ByteCount.text(counters.bufferSize))"
    var parts: [(String, Style)] = [
      (lost == 0 ? "nothing lost" : "\(NumberText.count(lost)) lost", lost == 0 ? .faint : .alarm)
    ]
    // A hub keeps what waits.
    if counters.bufferSize > 0 {
      parts.append(("buffer \(used) %\(size)", used >= 50 ? .alarm : .faint))
    }
    parts.append(("cpu \(NumberText.percent(facts.cpuShare))", .faint))
    let gap = glyphs.separator.unicodeScalars.count
    let width = parts.reduce(-gap) { $0 + $1.0.unicodeScalars.count + gap }
    var column = max(1, columns - 1 - width)
    let names = columns < 110 ? "" : facts.nameSource.map { ", \($0)" } ?? ""
    let origin = SubscriptionText.origin(facts.source) ?? TopView.brief(facts.stage)
    canvas.put(
      "\(facts.selection), \(origin)\(names)", .faint, at: 1, row,
      width: column - 3)
    for (index, part) in parts.enumerated() {
      if index > 0 { column = canvas.put(glyphs.separator, .faint, at: column, row) }
      column = canvas.put(part.0, part.1, at: column, row)
    }
  }

  private static func brief(_ stage: FilterStage) -> String {
    switch stage {
    case .connector: "filtered by the connector"
    case .socketFilter: "filtered by a socket filter"
    case .hub: "filtered by a hub"
    }
  }
}
