import CLinux
import ProcessEvents
import Testing

@testable import ConnectorProtocol

/// The numbers that stand in Swift, next to those of the installed headers.
@Suite("Wire layout")
struct WireLayoutTests {
  static let connector = MemoryLayout<nlmsghdr>.size
  static let event = connector + MemoryLayout<cn_msg>.size

  @Test("The netlink header's fields are where C has them")
  func netlinkHeader() {
    #expect(MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_len) == WireLayout.messageLength)
    #expect(MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_type) == WireLayout.messageType)
    #expect(MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_flags) == WireLayout.messageFlags)
    #expect(MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_seq) == WireLayout.messageSequence)
    #expect(MemoryLayout<nlmsghdr>.offset(of: \.nlmsg_pid) == WireLayout.messagePort)
  }

  @Test("The connector header's fields are where C has them")
  func connectorHeader() throws {
    func offset(_ field: PartialKeyPath<cn_msg>) throws -> Int {
      try WireLayoutTests.connector + #require(MemoryLayout<cn_msg>.offset(of: field))
    }
    #expect(try offset(\.id.idx) == WireLayout.connectorIndex)
    #expect(try offset(\.id.val) == WireLayout.connectorValue)
    #expect(try offset(\.seq) == WireLayout.connectorSequence)
    #expect(try offset(\.ack) == WireLayout.connectorAcknowledgement)
    #expect(try offset(\.len) == WireLayout.connectorLength)
    #expect(try offset(\.flags) == WireLayout.connectorFlags)
    #expect(WireLayoutTests.event == WireLayout.payload)
  }

  @Test("The event's fields are where C has them")
  func eventFields() throws {
    func offset(_ field: PartialKeyPath<proc_event>) throws -> Int {
      try WireLayoutTests.event + #require(MemoryLayout<proc_event>.offset(of: field))
    }
    #expect(try offset(\.what) == WireLayout.eventKind)
    #expect(try offset(\.cpu) == WireLayout.eventCPU)
    #expect(try offset(\.timestamp_ns) == WireLayout.eventTime)
    #expect(try offset(\.event_data) == WireLayout.eventData)
  }

  @Test("Datagrams and requests have C's sizes")
  func sizes() {
    #expect(MemoryLayout<proc_event>.size == ConnectorWire.eventPayloadSize)
    #expect(WireLayoutTests.event + MemoryLayout<proc_event>.size == ConnectorWire.eventSize)
    let operation = MemoryLayout<proc_cn_mcast_op>.size
    #expect(WireLayoutTests.event + operation == ConnectorWire.shortRequestSize)
    // struct proc_input, which the installed headers may be too old for: two words.
    #expect(WireLayout.requestOperation == WireLayout.payload)
    #expect(WireLayout.requestMask == WireLayout.requestOperation + 4)
    #expect(ConnectorWire.requestSize == WireLayout.requestMask + 4)
  }

  @Test("Fixed values are C's")
  func constants() {
    #expect(ConnectorWire.netlinkProtocol == NETLINK_CONNECTOR)
    #expect(ConnectorWire.doneType == UInt16(NLMSG_DONE))
    #expect(ConnectorWire.index == UInt32(CN_IDX_PROC))
    #expect(ConnectorWire.value == UInt32(CN_VAL_PROC))
    #expect(ConnectorWire.group == UInt32(CN_IDX_PROC))
    #expect(ConnectorRequest.Operation.listen.rawValue == PROC_CN_MCAST_LISTEN.rawValue)
    #expect(ConnectorRequest.Operation.ignore.rawValue == PROC_CN_MCAST_IGNORE.rawValue)
  }

  @Test("The kinds of events have C's bits")
  func kinds() {
    let kinds: [(EventMask, UInt32)] = [
      (.fork, PROC_EVENT_FORK.rawValue), (.exec, PROC_EVENT_EXEC.rawValue),
      (.uid, PROC_EVENT_UID.rawValue), (.gid, PROC_EVENT_GID.rawValue),
      (.sid, PROC_EVENT_SID.rawValue), (.ptrace, PROC_EVENT_PTRACE.rawValue),
      (.comm, PROC_EVENT_COMM.rawValue), (.coredump, PROC_EVENT_COREDUMP.rawValue),
      (.exit, PROC_EVENT_EXIT.rawValue), ([], PROC_EVENT_NONE.rawValue),
    ]
    for (kind, bits) in kinds { #expect(kind.rawValue == bits) }
  }
}
