internal import EventRendering
internal import ProcessConnector
internal import ProcessTable

/// Prints elements to standard output, one a line.
struct LinePrinter: ~Copyable {
  private var renderer: any ElementRenderer
  private var output: Output
  private var left: UInt64

  /// Events that have been printed, losses not counted.
  private(set) var told: UInt64 = 0

  /// - Parameters:
  ///   - header: what stands above the first line.
  ///   - limit: the most events to print.
  ///   - interrupt: readable when waiting for a slow reader is to end.
  init(
    _ renderer: any ElementRenderer, header: String?, limit: UInt64 = .max,
    interruptedBy interrupt: Int32
  ) {
    self.renderer = renderer
    left = limit
    output = Output(interrupt: interrupt)
    if let header {
      output.append(header)
      output.flush()
    }
  }

  /// Whether more is to be printed, and can be.
  var goesOn: Bool { left > 0 && output.failure == nil }

  mutating func setClock(_ clock: ClockDifference) { renderer.setClock(offset: clock.nanoseconds) }

  /// - Returns: whether to go on.
  mutating func print(_ elements: Span<ProcessElement>, _ clock: ClockDifference) -> Bool {
    setClock(clock)
    for index in elements.indices { print(elements[index]) }
    return goesOn
  }

  mutating func print(_ element: ProcessElement) {
    guard left > 0 else { return }
    output.append { renderer.render(element, into: &$0) }
    if case .lost = element.element { return }
    left -= 1
    told += 1
  }

  /// - Returns: whether to go on.
  mutating func flush() -> Bool {
    output.flush()
    return goesOn
  }

  mutating func finish() throws { try output.finish() }
}
