import ConnectorProtocol
import ProcessEvents
import TestSupport
import Testing

/// A datagram as a kernel sent it, and what it says.
struct GoldenFrame: Sendable {
  let bytes: [UInt8]
  let message: ConnectorMessage

  /// - Parameter fields: the bytes in hexadecimal, one string for each few fields.
  init(_ fields: [String], says message: ConnectorMessage) {
    bytes = Hexadecimal.bytes(fields.joined())
    self.message = message
  }

  static let all: [GoldenFrame] = [
    acknowledgement, refusal, processFork, threadFork, exec, user, group, session, attach, detach,
    name, longName, coreDump, normalExit, failure, kill, abort, threadExit, threadFailure,
  ]
}

extension GoldenFrame: CustomTestStringConvertible {
  var testDescription: String { "\(message)" }
}

// What the frames' messages are put together from.
extension GoldenFrame {
  static func leader(_ process: Int32) -> TaskID { TaskID(leaderOf: ProcessID(process)) }

  static func thread(_ thread: Int32, of process: Int32) -> TaskID {
    TaskID(thread: ThreadID(thread), process: ProcessID(process))
  }

  static func name(_ bytes: UInt8...) -> CommandName {
    var all = [16 of UInt8](repeating: 0)
    for (index, byte) in bytes.enumerated() { all[index] = byte }
    return CommandName(bytes: all)
  }
}

extension ConnectorMessage {
  static func event(
    at nanoseconds: UInt64, cpu: UInt32, sequence: UInt32, _ payload: ProcessEvent.Payload
  ) -> ConnectorMessage {
    .event(
      ProcessEvent(
        time: KernelInstant(nanoseconds: nanoseconds), cpu: cpu, sequence: sequence,
        payload: payload))
  }
}
