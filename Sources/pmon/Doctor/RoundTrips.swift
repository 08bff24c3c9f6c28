internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// Children that end with code 7, which must come back, and how long that takes.
struct RoundTrips {
  private(set) var findings: [Finding] = []
  private(set) var succeeded = false

  private static let count = 5
  private static let patience = Duration.seconds(5)

  static func perform(with reader: consuming ConnectorReader) -> RoundTrips {
    var trips = RoundTrips()
    var latencies: [UInt64] = []
    do {
      for _ in 0..<count {
        let child = try Actor.exit(code: 7).start()
        defer { _ = try? child.wait() }
        let trip = try death(of: ProcessID(child.id), in: &reader)
        guard let trip, trip.status == .exited(code: 7) else {
          let came = trip.map { "came back with \($0.status)" } ?? "did not come back"
          trips.findings = [
            .no(
              "round_trip", "a child that ended with code 7 \(came)",
              advice: "run pmon selftest, which tells what this kernel does differently")
          ]
          return trips
        }
        latencies.append(trip.latency)
      }
    } catch {
      trips.findings = [.no("round_trip", "\(error)", advice: "see errno(3)")]
      return trips
    }
    let median = latencies.sorted()[count / 2] / 1000
    trips.succeeded = true
    trips.findings = [
      .ok("round_trip", "\(count) children with code 7, each came back"),
      .ok("latency", "\(median) us from a death to its telling, the median of \(count)"),
    ]
    return trips
  }

  /// Waits for the death of a process; nil where it does not come.
  private static func death(
    of process: ProcessID, in reader: inout ConnectorReader
  ) throws(ConnectorError) -> (status: ExitStatus, latency: UInt64)? {
    let end = Clocks.monotonic &+ patience.wholeNanoseconds
    var found: (ExitStatus, UInt64)?
    while found == nil, Clocks.monotonic < end {
      guard try reader.wait(atMost: .seconds(1)) == .ready else { continue }
      _ = try reader.read { elements in
        for index in elements.indices {
          if case .death(let death) = elements[index], death.process == process {
            found = (death.status, Clocks.monotonic &- death.time.nanoseconds)
          }
        }
      }
    }
    return found
  }
}
