import EventCapture
import KernelInterface
import ProcessConnector
import ProcessEvents
import ProcessTable

/// The same capture every time, with the names of processes from the side band, as `pmon record` makes it.
enum FixedCapture {
  private static let eventsAtOnce = 255

  static func write(_ count: Int, to path: String) throws {
    let header = CaptureHeader(
      toolVersion: "0", kernelRelease: "6.18.0", bootID: "",
      realTimeOffset: 1_795_447_200_000_000_000, events: .all, start: FixedEvents.time(0))
    var encoder = try RoundEncoder(
      header, recording: Recording(source: .sideBand, details: [.executable]))
    let events = FixedEvents(count).events
    var start = 0
    while start < events.count {
      let end = min(start + eventsAtOnce, events.count)
      encoder.append(round(events[start..<end]))
      encoder.capture.flush()
      start = end
    }
    encoder.capture.finish()
    var file = try FileWriter(path, overwrites: true)
    _ = try file.write(encoder.capture.output.span, interruptedBy: -1)
  }

  private static func round(_ events: ArraySlice<ProcessEvent>) -> ProcessRound {
    var round = ProcessRound(
      horizon: events.last.map { KernelInstant(nanoseconds: $0.time.nanoseconds + 1) }
        ?? FixedEvents.time(0))
    for event in events {
      let before = KernelInstant(nanoseconds: event.time.nanoseconds - 1)
      switch event.payload {
      case .fork(let fork):
        // The one record that the kernel writes just after the event.
        round.sideBand.append(
          SideBandRecord(
            time: KernelInstant(nanoseconds: event.time.nanoseconds + 2_000),
            payload: .fork(child: fork.child, parent: fork.parent)))
        round.elements.append(.event(event))
      case .exec(let task):
        round.sideBand += [
          SideBandRecord(
            time: before, payload: .comm(task, CommandName("worker"), isExec: true)),
          SideBandRecord(time: before, payload: .map(task, path: "/usr/bin/worker")),
        ]
        round.elements.append(.event(event))
      case .exit(let exit):
        round.sideBand.append(SideBandRecord(time: before, payload: .exit(exit.task)))
        round.elements.append(
          .death(
            ProcessDeath(
              process: exit.task.process, parent: exit.parent.process, status: exit.status,
              time: event.time, cpu: event.cpu)))
      default: break
      }
    }
    return round
  }
}
