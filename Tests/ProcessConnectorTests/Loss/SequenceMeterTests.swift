import ProcessEvents
import Testing

@testable import ProcessConnector

@Suite("Sequence meter")
struct SequenceMeterTests {
  @Test("Gaps are counted for each CPU by itself")
  func gaps() {
    var meter = SequenceMeter()
    for (cpu, sequence) in [(0, 5), (1, 900), (0, 6), (1, 901), (0, 9), (1, 905)] {
      meter.record(
        cpu: UInt32(cpu), sequence: UInt32(sequence), time: KernelInstant(nanoseconds: 1))
    }
    #expect(meter.missing == 2 + 3)
  }

  @Test("Numbers wrap around, with and without a gap")
  func wrapAround() {
    var meter = SequenceMeter()
    for sequence in [UInt32.max - 1, .max, 0, 1] {
      meter.record(cpu: 3, sequence: sequence, time: KernelInstant(nanoseconds: 1))
    }
    #expect(meter.missing == 0)
    meter.begin(at: KernelInstant(nanoseconds: 0))
    for sequence in [UInt32.max - 1, 2] {
      meter.record(cpu: 3, sequence: sequence, time: KernelInstant(nanoseconds: 1))
    }
    #expect(meter.missing == 3)
  }

  @Test("After a time with a filter it starts anew")
  func beginsAnew() {
    var meter = SequenceMeter()
    meter.record(cpu: 0, sequence: 1, time: KernelInstant(nanoseconds: 1))
    meter.begin(at: KernelInstant(nanoseconds: 0))
    meter.record(cpu: 0, sequence: 100, time: KernelInstant(nanoseconds: 1))
    #expect(meter.missing == 0)
  }

  @Test("A CPU counts from its first message that is not older than the beginning")
  func beginning() {
    var meter = SequenceMeter()
    meter.begin(at: KernelInstant(nanoseconds: 100))
    // The third was made before the fourth got its number, as happens when a task is interrupted.
    for (sequence, time) in [(1, 90), (5, 99), (9, 100), (10, 98), (11, 101), (13, 102)] {
      meter.record(
        cpu: 0, sequence: UInt32(sequence), time: KernelInstant(nanoseconds: UInt64(time)))
    }
    #expect(meter.missing == 1)
  }

  @Test("A CPU number that no kernel has takes no memory")
  func impossibleCPU() {
    var meter = SequenceMeter()
    for sequence in [1, 9] as [UInt32] {
      meter.record(cpu: .max, sequence: sequence, time: KernelInstant(nanoseconds: 1))
    }
    #expect(meter.missing == 0)
  }
}
