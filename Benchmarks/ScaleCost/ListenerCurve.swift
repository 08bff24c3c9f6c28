import ConnectorHub
import ConnectorProtocol
import KernelInterface
import Measurements
import ProcessEvents

/// What an event costs a hub, by how many listen to it, all with one filter or each tenth with another one.
enum ListenerCurve {
  struct Point {
    var listeners: Int
    /// Nanoseconds of publishing an event.
    var publishing: Double
    /// Nanoseconds of one reading of one listener.
    var reading: Double
    /// Bytes of datagrams that wait, for each listener.
    var bytes: Double
  }

  private static let rounds = 9
  private static let batch = 200

  static func measure() throws -> [Point] { try [1, 10, 100, 1_000, 10_000].map(measure) }

  private static func measure(_ count: Int) throws -> Point {
    var hub = ConnectorHub(.strict)
    let request = ConnectorRequest(.listen, token: 1).encoded()
    var listeners: [ListenerID] = []
    for number in 0..<count {
      let id = try hub.open()
      hub.setFilter(try Filter(parsing: "exit and code != \(250 + number % min(4, count))"), of: id)
      hub.receive(request.span, from: id, at: KernelInstant(nanoseconds: 0))
      _ = hub.drain(id) { _ in true }
      listeners.append(id)
    }
    var (publishing, reading, bytes) = (Samples(), Samples(), Samples())
    for round in 0...rounds {
      let begin = Clocks.processCPU
      for number in 0..<batch { hub.publish(event(number)) }
      let middle = Clocks.processCPU
      let waiting = hub.counters().bytes
      var readings = 0
      for id in listeners {
        _ = hub.drain(id) { _ in
          readings += 1
          return true
        }
      }
      guard round > 0 else { continue }
      publishing.add(Double(middle - begin) / Double(batch))
      reading.add(Double(Clocks.processCPU - middle) / Double(readings))
      bytes.add(Double(waiting) / Double(count))
    }
    return Point(
      listeners: count, publishing: publishing.median, reading: reading.median, bytes: bytes.median)
  }

  private static func event(_ number: Int) -> ProcessEvent {
    ProcessEvent(
      time: KernelInstant(nanoseconds: UInt64(number)), cpu: 0, sequence: 0,
      payload: .exit(
        ThreadExit(
          task: TaskID(leaderOf: ProcessID(Int32(1_000 + number))), status: .exited(code: 1),
          exitSignal: 17, parent: TaskID(leaderOf: ProcessID(1)))))
  }

  static func table(_ points: [Point]) -> String {
    var text = """
      | listeners | an event, ns | a reading, ns | an event read by all, us | bytes waiting per listener |
      | ---: | ---: | ---: | ---: | ---: |

      """
    for point in points {
      let all = (point.publishing + point.reading * Double(point.listeners)) / 1000
      text +=
        "| \(point.listeners) | "
        + [point.publishing, point.reading, all, point.bytes].map(Samples.text)
        .joined(separator: " | ") + " |\n"
    }
    return text
  }
}
