internal import EventRendering

extension BenchResults {
  /// One object.
  var json: String {
    let verdict = BenchVerdict(self)
    var line: [UInt8] = []
    line.write("{\"kernel\":")
    line.writeJSON(kernel)
    line.write(",\"processors\":\(processors)")
    if let loadBefore { line.write(",\"load_average\":\(loadBefore)") }
    line.write(",\"user\":{\"id\":\(user)},\"processes\":\(processes),\"rounds\":\(rounds)")
    line.write(",\"other_listeners\":\(otherListeners),\"end\":\"\(endName)\"")
    line.write(",\"noisy\":\(verdict.isNoisy)")
    line.write(baseline, as: "baseline_ms")
    line.write(",\"published_source\":")
    line.writeJSON(PublishedFigure.source)
    line.write(",\"rows\":[")
    for (index, row) in rows.enumerated() {
      if index > 0 { line.write(",") }
      line.write(row)
    }
    line.write("]")
    line.writeRatios(ratiosToReference)
    line.write("}\n")
    return String(decoding: line, as: UTF8.self)
  }

  private var endName: String {
    switch end {
    case .complete: "complete"
    case .timeOver: "time_over"
    case .interrupted: "interrupted"
    }
  }
}

extension [UInt8] {
  fileprivate mutating func write(_ row: RowResult) {
    write("{\"name\":")
    writeJSON(row.name)
    write(",\"title\":")
    writeJSON(row.title)
    if let published = row.published { write(",\"published_ms\":\(published.milliseconds)") }
    if let reason = row.skipReason {
      write(",\"skipped\":")
      writeJSON(reason)
    }
    if !row.servedBy.isEmpty {
      write(",\"served_by\":")
      writeJSON(row.servedBy)
    }
    write(row.cpu, as: "cpu_ms")
    if let cpu = row.cpuPerEvent { write(",\"cpu_us_per_event\":\(cpu)") }
    if let cpu = row.cpuPerHour { write(",\"cpu_s_per_hour\":\(cpu)") }
    write(row.wakeups, as: "wakeups")
    write(row.events, as: "events")
    if let received = row.received { write(received, as: "received") }
    if row.events.count > 0, !row.isScan {
      write(",\"missing\":\(row.missing),\"lost\":\(row.lostByItself)")
    }
    if row.latencies.count > 0 { write(row.latencies) }
    write(row.slowdown, as: "slow_down")
    write("}")
  }

  fileprivate mutating func writeRatios(_ ratios: [ReferenceRatio]) {
    guard !ratios.isEmpty else { return }
    write(",\"to_reference\":[")
    for (index, ratio) in ratios.enumerated() {
      if index > 0 { write(",") }
      write("{\"name\":")
      writeJSON(ratio.name)
      if let cpu = ratio.cpu { write(cpu, as: "cpu") }
      if let latency = ratio.medianLatency { write(latency, as: "p50") }
      write("}")
    }
    write("]")
  }

  private mutating func write(_ latencies: LatencyHistogram) {
    write(",\"latency_ns\":{")
    for (name, quantile) in [("p50", 0.5), ("p99", 0.99), ("p99_9", 0.999)] {
      write("\"\(name)\":\(latencies.value(atQuantile: quantile) ?? 0),")
    }
    write("\"max\":\(latencies.maximum),\"count\":\(latencies.count)}")
  }

  fileprivate mutating func write(_ spread: Spread, as name: StaticString) {
    guard let median = spread.median, let lowest = spread.lowest, let highest = spread.highest
    else { return }
    write(",\"")
    write(name)
    write("\":{\"median\":\(median),\"min\":\(lowest),\"max\":\(highest),\"values\":[")
    write(spread.values.map { "\($0)" }.joined(separator: ","))
    write("]}")
  }
}
