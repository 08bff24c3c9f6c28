/// Where the columns of a panel of the busiest stand; those that matter most stay when it gets narrow.
struct BusyLayout {
  let area: Area
  /// The column after the ids; the area's first where there are none.
  let processEnd: Int
  let name: Int
  let nameWidth: Int
  /// With the column after each.
  let measures: [(measure: Measure, end: Int)]
  let trend: Int
  let trendWidth: Int
  let bar: Int
  let barWidth: Int

  private let isWide: Bool

  private static let leastName = 12
  private static let mostName = 24

  init(_ area: Area, hasProcess: Bool, sortedBy sorted: Measure) {
    self.area = area
    let isWide = area.columns >= 60
    self.isWide = isWide
    processEnd = area.column + (hasProcess ? 8 : 0)
    name = processEnd + (hasProcess ? 2 : 1)
    var room = area.end - 1 - name

    var chosen: [Measure] = []
    for measure in [sorted, .abnormal, .forks, .execs, .deaths] where !chosen.contains(measure) {
      let width = BusyLayout.width(measure, isWide: isWide)
      if room - width < BusyLayout.leastName, !chosen.isEmpty { continue }
      chosen.append(measure)
      room -= width
    }
    nameWidth = max(0, min(room, BusyLayout.mostName))
    var column = name + nameWidth
    measures = Measure.allCases.filter(chosen.contains).map { measure in
      column += BusyLayout.width(measure, isWide: isWide)
      return (measure, column)
    }
    let rest = area.end - 2 - column
    trend = column + 2
    trendWidth = rest < 8 ? 0 : min(Activity.seconds - 1, rest - 2)
    bar = trend + trendWidth + 2
    let barRoom = area.end - 2 - bar
    barWidth = trendWidth > 0 && barRoom >= 6 ? min(barRoom, 30) : 0
  }

  func heading(_ measure: Measure) -> String { BusyLayout.heading(measure, isWide: isWide) }

  private static func heading(_ measure: Measure, isWide: Bool) -> String {
    switch measure {
    case .forks: isWide ? "forks/s" : "fork/s"
    case .execs: isWide ? "execs/s" : "exec/s"
    case .deaths: isWide ? "deaths/s" : "death/s"
    case .abnormal: isWide ? "abnormal" : "abn"
    }
  }

  /// With a gap, in which the mark of the column stands that is sorted by.
  private static func width(_ measure: Measure, isWide: Bool) -> Int {
    max(6, heading(measure, isWide: isWide).count + (isWide ? 2 : 1))
  }
}
