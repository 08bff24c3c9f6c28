internal import ArgumentParser

/// What the busiest are found by.
enum Measure: String, ExpressibleByArgument, CaseIterable {
  case forks, execs, deaths, abnormal

  /// Its place in arrays that have one for each.
  var index: Int {
    switch self {
    case .forks: 0
    case .execs: 1
    case .deaths: 2
    case .abnormal: 3
    }
  }
}
