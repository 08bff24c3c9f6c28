internal import EventRendering
internal import ProcessTable

/// Writes elements of the stream as lines.
protocol ElementRenderer {
  /// What stands above the first line.
  func header() -> String?

  /// Looks at the wall clock; to be called for each batch.
  mutating func adjustClock()

  /// Goes by another difference of the wall clock from `CLOCK_MONOTONIC`, in nanoseconds.
  mutating func setClock(offset: UInt64)

  mutating func render(_ element: ProcessElement, into line: inout [UInt8])
}

extension JSONRenderer: ElementRenderer {
  func header() -> String? { nil }
}
