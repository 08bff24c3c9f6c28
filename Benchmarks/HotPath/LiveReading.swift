import KernelInterface
import ProcessConnector
import ProcessEvents

/// The way of an event from the socket to the reader's callback, on the running kernel.
enum LiveReading {
  private static let patience: UInt64 = 60_000_000_000

  /// Reads the events of a child that names itself again and again, so that nothing but reading is done here.
  ///
  /// - Returns: how many of the child's events have come, which is all of them where none was lost.
  static func perform(_ events: Int) throws -> Int {
    var reader = try ConnectorReader(
      ConnectorConfiguration(events: .comm, delivery: .immediate, subject: .threads))
    let child = try ChildProcess([CommandLine.arguments[0], "--rename", "\(events)"])
    let process = ProcessID(child.id)
    let end = Clocks.monotonic + patience
    var seen = 0
    while seen < events, reader.counters.lost == 0, Clocks.monotonic < end {
      _ = try reader.wait(atMost: .milliseconds(100))
      while try reader.read({ elements in
        for index in elements.indices {
          if case .event(let event) = elements[index], event.task?.process == process { seen += 1 }
        }
      }) {}
    }
    _ = try child.wait()
    return seen
  }
}
