import ConnectorHub
import ConnectorProtocol
import KernelInterface
import Measurements
import ProcessEvents

/// A hub with so many listeners, who share a hundred filters.
struct Hall {
  private var hub = ConnectorHub(.strict)
  private let listeners: [ListenerID]
  private(set) var publishing = Samples()
  private var reading = Samples()
  private var joining = Samples()
  private var read = 0
  private var published = 0

  init(listeners count: Int) throws {
    let request = ConnectorRequest(.listen, token: 1).encoded()
    let filters = try (0..<100).map(Load.filter)
    var listeners: [ListenerID] = []
    for number in 0..<count {
      let id = try hub.open()
      hub.setFilter(filters[number % filters.count], of: id)
      hub.receive(request.span, from: id, at: KernelInstant(nanoseconds: 0))
      _ = hub.drain(id) { _ in true }
      listeners.append(id)
    }
    self.listeners = listeners
  }

  /// Lets somebody come, ask for what others want as well, and go, again and again.
  mutating func measureJoining(_ times: Int) throws {
    let request = ConnectorRequest(.listen, token: 1).encoded()
    let filter = try Load.filter(0)
    let begin = Clocks.monotonic
    for _ in 0..<times {
      let id = try hub.open()
      hub.setFilter(filter, of: id)
      hub.receive(request.span, from: id, at: KernelInstant(nanoseconds: 0))
      hub.close(id)
    }
    joining.add(Double(Clocks.monotonic - begin) / Double(times))
  }

  /// Publishes batches, and after each lets those read who have become readable.
  mutating func measure(_ events: [ProcessEvent], batches: Int) {
    var times: (publishing: UInt64, reading: UInt64) = (0, 0)
    var readings = 0
    for _ in 0..<batches {
      let begin = Clocks.monotonic
      for event in events { hub.publish(event) }
      let middle = Clocks.monotonic
      var readable: [ListenerID] = []
      hub.takeReadable { readable.append($0) }
      for id in readable {
        _ = hub.drain(id) { _ in
          readings += 1
          return true
        }
        // Empty now, it is to be woken again.
        _ = hub.drain(id) { _ in true }
      }
      times.publishing += middle - begin
      times.reading += Clocks.monotonic - middle
    }
    published += batches * events.count
    read += readings
    publishing.add(Double(times.publishing) / Double(batches * events.count))
    reading.add(Double(times.reading) / Double(max(1, readings)))
    precondition(hub.counters().lost == 0)
  }

  var row: String {
    "| \(listeners.count) | \(hub.counters().groups) | \(publishing.summary) |"
      + " \(Samples.text(Double(read) / Double(published))) | \(reading.summary) |"
      + " \(joining.summary) |"
  }
}
