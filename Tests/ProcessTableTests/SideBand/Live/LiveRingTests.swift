import KernelInterface
import ProcessEvents
import Testing

@testable import ProcessTable

extension LiveSideBandTests {
  @Suite("Rings", .serialized)
  struct RingTests {
    @Test("Rings of 16 KiB: read and lost are what large ones held, exactly", arguments: 1...3)
    func overflow(round: Int) throws {
      var large = try SideBandReader(paths: false)
      var small = try SideBandReader(paths: false, bytesPerCPU: 16 << 10)
      #expect(small.bytesPerCPU == 16 << 10)
      // Both have begun; they are compared from this child's end to that of another.
      let first = try runTrue()
      var smallRecords = small.drained()
      for turn in 0..<1200 {
        _ = try runTrue()
        // Several overflows follow each other: 400 children write more than all rings of two CPUs hold.
        if turn % 400 == 399 { small.drain(into: &smallRecords) }
      }
      // The second mark must not be lost itself, nor anything behind it that is not counted then.
      var last: ProcessID?
      for _ in 0..<50 where last == nil {
        let lostBefore = small.counters.lost
        let mark = try runTrue()
        let records = small.drained()
        smallRecords += records
        if small.counters.lost == lostBefore { last = mark }
      }
      let end = try #require(last)
      let largeRecords = large.drained()
      #expect(large.counters.lost == 0)
      #expect(small.counters.lost > 0)

      let expected = Self.between(first, end, largeRecords)
      let found = Self.between(first, end, smallRecords)
      let lost = found.reduce(0 as UInt64) {
        if case .lost(let count) = $1.payload { $0 + count } else { $0 }
      }
      #expect(lost == small.counters.lost)
      #expect(UInt64(found.count(where: { $0.process != 0 })) + lost == UInt64(expected.count))
    }

    @Test("A ring is readable when half of it has been written, once")
    func watermark() throws {
      let reader = try SideBandReader(paths: false, bytesPerCPU: 16 << 10)
      let descriptors = reader.rawDescriptors
      #expect(descriptors.count == reader.processors.count)
      func isReadable() throws -> Bool {
        var isReadable = false
        for descriptor in descriptors where try !pollReadable(descriptor, timeout: 0).isEmpty {
          isReadable = true
        }
        return isReadable
      }
      // Each child writes three records of 48 bytes, on two CPUs at most for one after the other.
      for _ in 0..<400 { _ = try runTrue() }
      #expect(try isReadable())
      withExtendedLifetime(reader) {}
    }

    /// In a process of its own, where no other test opens readers.
    @Test("Descriptors and mappings are released")
    func released() async {
      await #expect(processExitsWith: .success) {
        for paths in [false, true] {
          for _ in 0..<50 {
            var reader = try SideBandReader(paths: paths)
            _ = reader.drained()
            let count = reader.processors.count
            #expect(try OpenPerfEvents.mappings == count)
            #expect(OpenPerfEvents.descriptors == count)
            withExtendedLifetime(reader) {}
          }
          #expect(try OpenPerfEvents.mappings == 0)
          #expect(OpenPerfEvents.descriptors == 0)
        }
      }
    }

    @Test("A reader covers the CPUs that are online")
    func covers() throws {
      let reader = try SideBandReader(paths: false)
      let covers = reader.coversOnlineProcessors
      #expect(covers)
      let processors = reader.processors
      #expect(processors == (try ProcessorList.current()))
    }

    private static func between(
      _ first: ProcessID, _ last: ProcessID, _ records: [SideBandRecord]
    ) -> ArraySlice<SideBandRecord> {
      let isExit = { (record: SideBandRecord, process: ProcessID) in
        record.payload == .exit(TaskID(leaderOf: process))
      }
      guard let begin = records.firstIndex(where: { isExit($0, first) }),
        let end = records.firstIndex(where: { isExit($0, last) }), begin < end
      else { return [] }
      return records[(begin + 1)...end]
    }
  }
}

/// What this process has of perf's.
private enum OpenPerfEvents {
  private static let name = "anon_inode:[perf_event]"

  static var mappings: Int {
    get throws {
      try Files.text(of: "/proc/self/maps", limit: 4 << 20).split(separator: "\n")
        .count { $0.contains(name) }
    }
  }

  static var descriptors: Int {
    (0..<1024).count { (try? Files.linkTarget(of: "/proc/self/fd/\($0)")) == name }
  }
}
