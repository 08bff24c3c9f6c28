import EventCapture
import ProcessConnector
import ProcessEvents

@testable import ProcessTable

/// A capture of a machine on which not much happens.
enum SampleCapture {
  /// Three processes that execute, and end by `exit 0`, `exit 3` and a signal, 0.1 s apart.
  static func bytes(recording: Recording? = sideBand, endMark: Bool = true) throws -> [UInt8] {
    let header = CaptureHeader(
      toolVersion: "1", kernelRelease: "6.18.0", bootID: "",
      realTimeOffset: 1_795_447_200_000_000_000,
      events: .all, start: instant(0))
    var encoder = try RoundEncoder(header, recording: recording)
    encoder.append(scan)
    for number in 0..<3 {
      encoder.append(round(UInt64(number)))
      encoder.capture.flush()
    }
    if endMark { encoder.capture.finish() }
    return encoder.capture.output
  }

  static let sideBand = Recording(source: .sideBand, details: [.executable])

  private static func instant(_ milliseconds: UInt64) -> KernelInstant {
    KernelInstant(nanoseconds: 5_000_000_000 + milliseconds * 1_000_000)
  }

  private static let shell = TaskID(leaderOf: ProcessID(100))

  private static var scan: ProcessRound {
    var round = ProcessRound(horizon: instant(0))
    round.scanned = [
      ProcessFacts(
        process: ProcessID(100), readAt: instant(0), start: KernelInstant(nanoseconds: 10_000_000),
        name: CommandName("shell"), parent: ProcessID(1), state: UInt8(ascii: "S"), threadCount: 1)
    ]
    round.completedScan = instant(0)
    return round
  }

  private static func round(_ number: UInt64) -> ProcessRound {
    let task = TaskID(leaderOf: ProcessID(200 + Int32(number)))
    let time = number * 100
    let name = ["true", "three", "killed"][Int(number)]
    var round = ProcessRound(horizon: instant(time + 50))
    round.sideBand = [
      SideBandRecord(time: instant(time + 10), payload: .fork(child: task, parent: shell)),
      SideBandRecord(
        time: instant(time + 20), payload: .comm(task, CommandName(name), isExec: true)),
      SideBandRecord(time: instant(time + 21), payload: .map(task, path: "/bin/\(name)")),
      SideBandRecord(time: instant(time + 30), payload: .exit(task)),
    ]
    let payloads: [ProcessEvent.Payload] = [.fork(Fork(parent: shell, child: task)), .exec(task)]
    for (index, payload) in payloads.enumerated() {
      let event = ProcessEvent(
        time: instant(time + 10 + 12 * UInt64(index)), cpu: 0, sequence: UInt32(number),
        payload: payload)
      round.elements.append(.event(event))
    }
    let death = ProcessDeath(
      process: task.process, parent: shell.process,
      status: ExitStatus(rawValue: [0, 3 << 8, 9][Int(number)]), time: instant(time + 31), cpu: 0)
    round.elements.append(.death(death))
    return round
  }
}
