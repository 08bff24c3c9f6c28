package import CoreMetrics
internal import Synchronization

/// Keeps what is recorded by swift-metrics, so that it can be read.
///
/// There are at most so many series; more are not kept, since each is memory for ever.
package final class MetricsRegistry: MetricsFactory {
  struct Key: Hashable {
    var name: String
    /// By their names.
    var labels: [[String]]
  }

  struct Family {
    var kind: OpenMetricsText.Kind
    var unit = ""
    var series: [Key: Series] = [:]
  }

  private struct State {
    var families: [String: Family] = [:]
    var count = 0
    var refused: UInt64 = 0
  }

  private let state = Mutex(State())
  private static let most = 2000

  package init() {}

  private func series(
    _ label: String, _ dimensions: [(String, String)], _ kind: OpenMetricsText.Kind,
    unit: String = "", bounds: [Double] = []
  ) -> Series {
    var name = OpenMetricsText.name(label)
    if kind == .counter, name.hasSuffix("_total") { name.removeLast(6) }
    if !unit.isEmpty, !name.hasSuffix("_" + unit) { name += "_" + unit }
    let labels = dimensions.map { [OpenMetricsText.name($0.0), $0.1] }.sorted { $0[0] < $1[0] }
    let key = Key(name: name, labels: labels)
    return state.withLock { state in
      var family = state.families[name] ?? Family(kind: kind, unit: unit)
      if family.kind == kind, let series = family.series[key] { return series }
      let series = Series(bounds: bounds)
      guard family.kind == kind, state.count < Self.most,
        Set(labels.map { $0[0] }).count == labels.count
      else {
        state.refused += 1
        return series
      }
      family.series[key] = series
      state.families[name] = family
      state.count += 1
      return series
    }
  }

  package func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler { series(label, dimensions, .counter) }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler { series(label, dimensions, .counter) }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    series(label, dimensions, .gauge)
  }

  package func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler { series(label, dimensions, aggregate ? .summary : .gauge) }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    series(label, dimensions, .histogram, unit: "seconds", bounds: Self.bounds)
  }

  /// Seconds
  private static let bounds = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  // What has been counted stays readable.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  package func destroyMeter(_ handler: any MeterHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}

  /// Writes all of it, by name.
  func write(into text: inout OpenMetricsText) {
    let (families, refused) = state.withLock { ($0.families, $0.refused) }
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      guard
        text.family(
          name, family.kind, unit: family.unit, help: "Recorded as \(name) by a part of the daemon."
        )
      else { continue }
      let series = family.series.sorted {
        $0.key.labels.joined().lexicographicallyPrecedes($1.key.labels.joined())
      }
      for (key, series) in series {
        let labels = key.labels.map { (name: $0[0], value: $0[1]) }
        series.write(name, labels, family.kind, into: &text)
      }
    }
    text.family(
      "pmon_metrics_refused_series", .counter,
      help: "Series that found no place here, or were of two kinds.")
    text.sample("pmon_metrics_refused_series_total", [], "\(refused)")
  }
}
