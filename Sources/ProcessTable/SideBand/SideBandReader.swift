package import KernelInterface
internal import ProcessEvents

/// Reads what the kernel tells of all processes through `perf_event_open(2)`: beginnings, ends, names and
/// programs, without a race against processes that are soon gone.
///
/// When the connector's event of an exec, a new name or an exit has been received, the record of the same has
/// been committed, and the next ``drain(into:)`` delivers it, if it was not lost. A fork's need not have been:
/// the kernel writes it after it has sent the event, before the new task runs.
///
/// There is a ring for each CPU that was online when the reader was opened. Of tasks on CPUs that come online
/// later, nothing is told, not even a loss; ``coversOnlineProcessors`` says so, and a new reader covers
/// them. A CPU that went offline and came back is not told either, and not noticed.
///
/// Kernel: Linux 6.0. Privilege: CAP_PERFMON in the initial user namespace, unless `kernel.perf_event_paranoid`
/// is 0 or less; ``SideBandError`` explains a refusal.
package struct SideBandReader: ~Copyable, Sendable {
  /// The CPUs that it covers.
  package let processors: [Int32]
  /// Bytes of each CPU's ring.
  package let bytesPerCPU: Int
  private let rings: [KernelRing]
  private var merge: SideBandMerge<KernelRing>

  /// Opens the side band of all online CPUs; records begin with the return.
  ///
  /// - Parameters:
  ///   - paths: tell the programs' paths as well.
  ///   - bytesPerCPU: of each ring, rounded down to a power of two pages. As a rule 4 MiB, or less
  ///     so that all together are 64 MiB at most, but not less than 64 KiB. Where the kernel refuses to
  ///     lock so much memory for this process, it is halved down to 64 KiB.
  package init(paths: Bool, bytesPerCPU: Int? = nil) throws(SystemCallError) {
    let online = try ProcessorList.current()
    let wanted = bytesPerCPU ?? SideBandReader.defaultSize(processors: online.count)
    let opened = try SideBandReader.openAll(online, paths: paths, bytes: wanted)
    for processor in opened { try processor.ring.enable() }
    processors = opened.map(\.number)
    rings = opened.map(\.ring)
    self.bytesPerCPU = rings.first?.size ?? 0
    merge = SideBandMerge(rings)
  }

  /// To be polled: one is readable when half of its ring has been written since it was so last. Polling
  /// makes it unreadable again, whether or not it is drained then.
  package var rawDescriptors: [Int32] { rings.map(\.rawDescriptor) }

  package var counters: SideBandCounters { merge.counters }

  /// Appends all records that the kernel has committed until now, in the order of their times.
  ///
  /// What caused a record (a task's record on another CPU just before) is never in a later drain than
  /// it. A loss has the time of the CPU's last record before it. After an exec only the mapping of the
  /// program itself is delivered. Nothing is allocated for a record but room in `records`, and for a path
  /// that is new.
  package mutating func drain(into records: inout [SideBandRecord]) {
    merge.drain(into: &records, now: Clocks.monotonic)
  }

  /// False when a CPU has come online since the reader was opened.
  package var coversOnlineProcessors: Bool {
    guard let online = try? ProcessorList.current() else { return true }
    return Set(online).isSubset(of: processors)
  }
}

extension SideBandReader {
  package static let smallestSize = 64 << 10
  private static let largestSize = 4 << 20
  private static let largestTotal = 64 << 20

  package static func defaultSize(processors: Int) -> Int {
    max(min(largestTotal / max(processors, 1), largestSize), smallestSize)
  }

  /// At least 1.
  package static func powerOfTwo(notAbove number: Int) -> Int {
    number < 2 ? 1 : 1 << (Int.bitWidth - 1 - number.leadingZeroBitCount)
  }

  private typealias Processor = (number: Int32, ring: KernelRing)

  /// Opens all with rings of one size: the wanted one, or the largest that the kernel lets this process lock.
  private static func openAll(
    _ online: [Int32], paths: Bool, bytes: Int
  ) throws(SystemCallError) -> [Processor] {
    var pages = powerOfTwo(notAbove: bytes / PerfRing.pageSize)
    while true {
      do { return try open(online, paths: paths, pages: pages) } catch {
        let isTooMuch = error.errno == .notPermitted || error.errno == .outOfMemory
        let half = pages / 2
        guard error.call == "mmap", isTooMuch, half * PerfRing.pageSize >= smallestSize else {
          throw error
        }
        pages = half
      }
    }
  }

  private static func open(
    _ online: [Int32], paths: Bool, pages: Int
  ) throws(SystemCallError) -> [Processor] {
    let sideBand = PerfSideBand(
      mappings: paths, watermark: UInt32(clamping: pages * PerfRing.pageSize / 2))
    var processors: [Processor] = []
    for number in online {
      do {
        processors.append((number, try KernelRing(sideBand, cpu: number, pages: pages)))
      } catch  where error.errno == .noSuchDevice {
        continue  // It has gone offline meanwhile.
      }
    }
    return processors
  }
}
