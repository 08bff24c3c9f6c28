import ConnectorProtocol
import ProcessEvents

/// Called by libFuzzer with whatever bytes it can think of.
///
/// Whatever they are, the codec must refuse them or read them; and what it reads it must write such
/// that it reads the same again. Bytes of the message that mean something must come back unchanged.
@c(LLVMFuzzerTestOneInput)
public func fuzzDecoding(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
  if let message = bytes.asMessage { check(message, readFrom: bytes) }
  if let request = bytes.asRequest { check(request, readFrom: bytes) }
  return 0
}

private func check(_ message: ConnectorMessage, readFrom bytes: [UInt8]) {
  let written = message.encoded()
  precondition(written.asMessage == message, "not read as it was written: \(message)")
  // From here on the event: its kind, its CPU, its time and its data.
  let meaning = 36..<(52 + message.dataSize)
  precondition(written[meaning] == bytes[meaning], "not written as it was read: \(message)")
  precondition(written[meaning.upperBound...].allSatisfy { $0 == 0 })
  _ = message.text
}

private func check(_ request: ConnectorRequest, readFrom bytes: [UInt8]) {
  let written = request.encoded()
  precondition(written.asRequest == request, "not read as it was written: \(request)")
  // What stands behind the request means nothing.
  let meaning = 36..<written.count
  precondition(written[meaning] == bytes[meaning], "not written as it was read: \(request)")
}

extension ConnectorMessage {
  /// How many of the 24 bytes of data have a meaning.
  fileprivate var dataSize: Int {
    switch self {
    case .acknowledgement: 4
    case .event(let event):
      switch event.payload {
      case .exec, .sid: 8
      case .fork, .uid, .gid, .ptrace, .coredump: 16
      default: 24
      }
    }
  }

  /// What a person would read; to make it must be safe, too.
  fileprivate var text: String {
    guard case .event(let event) = self else { return "" }
    switch event.payload {
    case .exit(let exit): return exit.status.description
    case .comm(let change): return change.name.description
    default: return event.kind.description
    }
  }
}

extension [UInt8] {
  fileprivate var asMessage: ConnectorMessage? {
    unsafe try? ConnectorMessage(decoding: span.bytes)
  }

  fileprivate var asRequest: ConnectorRequest? {
    unsafe try? ConnectorRequest(decoding: span.bytes)
  }
}
