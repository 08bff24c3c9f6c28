import CLinux
import Testing

@testable import KernelInterface
@testable import ProcessTable

/// The numbers that stand in Swift, next to those of the installed headers.
@Suite("Layout of the side band")
struct SideBandLayoutTests {
  @Test("A record's header is C's")
  func header() {
    typealias Header = perf_event_header
    #expect(MemoryLayout<Header>.size == SideBandLayout.headerSize)
    #expect(MemoryLayout<Header>.offset(of: \.type) == SideBandLayout.kind)
    #expect(MemoryLayout<Header>.offset(of: \.misc) == SideBandLayout.flags)
    #expect(MemoryLayout<Header>.offset(of: \.size) == SideBandLayout.size)
  }

  @Test("Kinds and flags are C's")
  func kinds() {
    #expect(SideBandKind.mapping == PERF_RECORD_MMAP.rawValue)
    #expect(SideBandKind.lost == PERF_RECORD_LOST.rawValue)
    #expect(SideBandKind.name == PERF_RECORD_COMM.rawValue)
    #expect(SideBandKind.exit == PERF_RECORD_EXIT.rawValue)
    #expect(SideBandKind.fork == PERF_RECORD_FORK.rawValue)
    #expect(SideBandKind.mapping2 == PERF_RECORD_MMAP2.rawValue)
    #expect(Int32(SideBandKind.nameByExec) == PERF_RECORD_MISC_COMM_EXEC)
    #expect(Int32(SideBandKind.mappingOfData) == PERF_RECORD_MISC_MMAP_DATA)
    #expect(SideBandLayout.pathLimit == Int(PATH_MAX))
  }

  @Test(
    "The request has the size of Linux 4.1, asks for what the decoder knows, and for nothing else")
  func request() {
    for mappings in [false, true] {
      let attributes = PerfSideBand(mappings: mappings, watermark: 4096).attributes
      #expect(Int32(attributes.size) == PERF_ATTR_SIZE_VER5)
      #expect(attributes.type == PERF_TYPE_SOFTWARE.rawValue)
      #expect(attributes.config == UInt64(PERF_COUNT_SW_DUMMY.rawValue))
      #expect(attributes.sample_type == 1 << 1 | 1 << 2)  // TID, TIME
      #expect(attributes.clockid == CLOCK_MONOTONIC)
      #expect(attributes.wakeup_watermark == 4096)
      #expect(attributes.mmap == (mappings ? 1 : 0))
      #expect(attributes.mmap2 == attributes.mmap)
      let always = [
        attributes.disabled, attributes.comm, attributes.comm_exec, attributes.task,
        attributes.sample_id_all, attributes.use_clockid, attributes.watermark,
      ]
      #expect(always.allSatisfy { $0 == 1 })
      let never = [
        attributes.inherit, attributes.freq, attributes.mmap_data, attributes.context_switch,
        attributes.write_backward, attributes.build_id, attributes.sample_period,
      ]
      #expect(never.allSatisfy { $0 == 0 })
    }
  }
}
