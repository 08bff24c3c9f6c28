/// What the person in front of the screen has chosen.
struct TopState: Hashable {
  var focus = Panel.families
  var measure = Measure.forks
  /// Rows with this in their name are shown.
  var search = ""
  /// Whether ``search`` is being typed.
  var isSearching = false
  var isPaused = false
  var showsHelp = false
  /// Whether deaths with status 0 are listed as well.
  var showsAllDeaths = false
  /// Rows that have been scrolled past, by panel.
  var scroll: [Panel: Int] = [:]
  /// Nanoseconds between two drawings.
  var interval: UInt64 = 1_000_000_000

  enum Panel: Int, CaseIterable { case families, names, deaths }

  /// The intervals that keys choose from.
  static let intervals: [UInt64] = [100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000].map {
    $0 * 1_000_000
  }
}
