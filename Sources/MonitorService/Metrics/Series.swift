internal import CoreMetrics
internal import Synchronization

/// What is recorded under one name with one set of labels.
final class Series: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler,
  TimerHandler
{
  private struct State {
    /// Of counters of whole numbers, exact.
    var whole: Int64 = 0
    /// What counters of fractions, gauges and sums come to, beside the whole.
    var value = 0.0
    var counts: [UInt64]
    var overflow: UInt64 = 0
  }

  private let bounds: [Double]
  private let state: Mutex<State>

  /// - Parameter bounds: of a histogram, rising.
  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: [UInt64](repeating: 0, count: bounds.count)))
  }

  func increment(by amount: Int64) {
    // Counters only rise.
    if amount > 0 {
      state.withLock { $0.whole = $0.whole.addingReportingOverflow(amount).partialValue }
    }
  }

  func increment(by amount: Double) {
    if amount.isFinite { state.withLock { $0.value += amount } }
  }

  func decrement(by amount: Double) { increment(by: -amount) }

  func reset() { state.withLock { ($0.whole, $0.value) = (0, 0) } }

  func set(_ value: Int64) { set(Double(value)) }

  func set(_ value: Double) {
    if value.isFinite { state.withLock { ($0.whole, $0.value) = (0, value) } }
  }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    guard value.isFinite else { return }
    let place = bounds.firstIndex { value <= $0 }
    state.withLock { state in
      state.whole += 1
      state.value += value
      if let place { state.counts[place] += 1 } else { state.overflow += 1 }
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

  func write(
    _ name: String, _ labels: OpenMetricsText.Labels, _ kind: OpenMetricsText.Kind,
    into text: inout OpenMetricsText
  ) {
    let state = state.withLock { $0 }
    switch kind {
    case .counter:
      let value = state.value == 0 ? "\(state.whole)" : "\(Double(state.whole) + state.value)"
      text.sample(name + "_total", labels, value)
    case .histogram:
      text.histogram(
        name, labels, bounds: bounds, counts: state.counts, overflow: state.overflow,
        sum: state.value)
    case .summary:
      text.sample(name + "_count", labels, "\(state.whole)")
      text.sample(name + "_sum", labels, "\(state.value)")
    case .gauge, .info: text.sample(name, labels, "\(state.value)")
    }
  }
}
