internal import ArgumentParser

/// What the busiest are found by.
enum Measure: Int, CaseIterable {
  case forks, execs, deaths, abnormal
}

extension Measure: ExpressibleByArgument {
  init?(argument: String) {
    guard let measure = Measure.allCases.first(where: { "\($0)" == argument }) else { return nil }
    self = measure
  }

  static var allValueStrings: [String] { Measure.allCases.map { "\($0)" } }

  var defaultValueDescription: String { "\(self)" }
}
