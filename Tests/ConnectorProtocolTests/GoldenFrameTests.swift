import ConnectorProtocol
import ProcessEvents
import Testing

@Suite("Datagrams of a real kernel")
struct GoldenFrameTests {
  @Test("Each says what happened", arguments: GoldenFrame.all)
  func decodes(frame: GoldenFrame) throws {
    #expect(try frame.bytes.asMessage() == frame.message)
  }

  @Test("Each is what its message is encoded to, byte for byte", arguments: GoldenFrame.all)
  func encodes(frame: GoldenFrame) {
    #expect(frame.message.encoded() == frame.bytes)
  }

  @Test("What a buffer held before does not shine through", arguments: GoldenFrame.all)
  func overwrites(frame: GoldenFrame) {
    var buffer = [UInt8](repeating: 0xAA, count: ConnectorWire.eventSize)
    var span = buffer.mutableSpan
    frame.message.encode(into: &span)
    #expect(buffer == frame.bytes)
  }

  @Test("They read the same at any address, aligned or not", arguments: GoldenFrame.all)
  func unaligned(frame: GoldenFrame) throws {
    for offset in 0..<16 {
      let padded = [UInt8](repeating: 0xFF, count: offset) + frame.bytes
      #expect(try padded[offset...].asMessage() == frame.message)
    }
  }

  @Test("Every kind that the kernel sends is among them")
  func complete() {
    let kinds = GoldenFrame.all.map { frame -> EventMask in
      guard case .event(let event) = frame.message else { return [] }
      return event.kind
    }
    #expect(Set(kinds) == Set(EventMask.names.map(\.mask) + [[]]).subtracting([.nonzeroExit]))
  }

  @Test("Acknowledgements are numbered among the events of their CPU")
  func numbering() throws {
    guard case .acknowledgement(let first) = GoldenFrame.acknowledgement.message,
      case .acknowledgement(let second) = GoldenFrame.refusal.message
    else { throw ConfirmationFailure() }
    #expect(first.cpu == second.cpu)
    #expect(first.sequence + 1 == second.sequence)
  }

  private struct ConfirmationFailure: Error {}
}
