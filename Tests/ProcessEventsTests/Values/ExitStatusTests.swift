import ProcessEvents
import Testing

@Suite("Exit statuses")
struct ExitStatusTests {
  @Test("Every exit code comes back, and is no signal", arguments: UInt8.min...UInt8.max)
  func codes(code: UInt8) {
    let status = ExitStatus.exited(code: code)
    #expect(status.rawValue == UInt32(code) << 8)
    #expect(status.code == code)
    #expect(status.signal == nil)
    #expect(!status.coreDumped)
    #expect(status.isAbnormal == (code != 0))
  }

  @Test("Every signal comes back with its core flag, and is no exit code", arguments: 1...Int32(64))
  func signals(number: Int32) {
    for coreDumped in [false, true] {
      let status = ExitStatus.signaled(Signal(rawValue: number), coreDumped: coreDumped)
      #expect(status.rawValue == UInt32(number) | (coreDumped ? 0x80 : 0))
      #expect(status.signal == Signal(rawValue: number))
      #expect(status.code == nil)
      #expect(status.coreDumped == coreDumped)
      #expect(status.isAbnormal)
    }
  }

  @Test(
    "A status reads as exitsnoop prints it",
    arguments: [
      (0, "0"),
      (3 << 8, "code 3"),
      (255 << 8, "code 255"),
      (9, "signal 9 (Killed)"),
      (11 | 0x80, "signal 11 (Segmentation fault), core dumped"),
      (6, "signal 6 (Aborted)"),
      (34, "signal 34 (Real-time signal 0)"),
    ] as [(UInt32, String)])
  func descriptions(rawValue: UInt32, text: String) {
    #expect(ExitStatus(rawValue: rawValue).description == text)
  }

  @Test("No number that the kernel might send stops the program")
  func anyNumber() {
    for number: UInt32 in [0x7F, 0x80, 0xFF, 0x1_0000, 0x0100_0000, .max, .max << 8] {
      let status = ExitStatus(rawValue: number)
      #expect((status.code == nil) != (status.signal == nil))
      #expect(!status.description.isEmpty)
      #expect(status.isAbnormal)
    }
  }
}
