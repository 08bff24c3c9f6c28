import KernelInterface
import Testing

@testable import ProcessConnector

@Suite("Overflow gauge")
struct OverflowGaugeTests {
  private func memory(_ messages: UInt32, of size: UInt32 = 832) -> SocketMemory {
    SocketMemory(used: messages * size, limit: 100_000, drops: 1)
  }

  @Test(
    "The first message's room tells how many wait behind it",
    arguments: [768, 832, 1280] as [UInt32])
  func counts(size: UInt32) throws {
    var gauge = OverflowGauge(memory(10, of: size))
    #expect(gauge.limit == 1)
    #expect(!gauge.isAtLoss)
    try gauge.received(1) { memory(9, of: size) }
    #expect(gauge.limit == 9)
    try gauge.received(4) { fatalError("asked for again") }
    #expect(gauge.limit == 5)
    try gauge.received(5) { fatalError("asked for again") }
    #expect(gauge.isAtLoss)
    #expect(gauge.limit == 1)
  }

  @Test("An empty socket is at the loss at once")
  func empty() {
    #expect(OverflowGauge(memory(0)).isAtLoss)
  }

  @Test("A single message is followed by the loss, also where others have taken its place")
  func single() throws {
    for left in [0, 1, 5] as [UInt32] {
      var gauge = OverflowGauge(memory(1))
      try gauge.received(1) { memory(left) }
      #expect(gauge.isAtLoss)
    }
  }

  @Test("Receiving nothing ends at the loss in the end")
  func nothing() throws {
    var gauge = OverflowGauge(memory(3))
    try gauge.received(0) { memory(3) }
    #expect(gauge.isAtLoss)
  }
}
