internal import ProcessConnector
internal import ProcessEvents

/// A listener to the same events held against the C program with epoll, round by round.
struct ReferenceRatio: Hashable {
  let name: String
  let title: String
  /// CPU times, as multiples.
  let cpu: Spread?
  /// Latencies that half of the events did not exceed, as multiples.
  let medianLatency: Spread?
}

extension BenchResults {
  /// Nothing where the C program was not measured.
  var ratiosToReference: [ReferenceRatio] {
    guard let reference = rows.first(where: { $0.name == BenchRow.referenceName }) else {
      return []
    }
    return rows.compactMap { row in
      guard row.name != reference.name, BenchRow.hearsEverything(row.name) else { return nil }
      let ratio = ReferenceRatio(
        name: row.name, title: row.title, cpu: row.cpu.ratios(to: reference.cpu),
        medianLatency: row.medianLatencies.ratios(to: reference.medianLatencies))
      return ratio.cpu == nil ? nil : ratio
    }
  }
}

extension BenchRow {
  /// Whether a row gets the events that the C programs get, so that they can be compared.
  fileprivate static func hearsEverything(_ name: String) -> Bool {
    guard let row = all.first(where: { $0.name == name }) else { return false }
    switch row.way {
    case .reference: return true
    case .connector(let configuration):
      return configuration.filter == .all
        && configuration.events.isSuperset(of: [.fork, .exec, .exit])
    default: return false
    }
  }
}
