internal import KernelInterface
internal import ProcessEvents
internal import ProcessTable

/// The forks of all CPUs, with the child's numbers in several PID namespaces, as the kernel writes them itself.
///
/// Kernel: Linux 6.0. Privilege: CAP_PERFMON, and CAP_SYS_ADMIN to enter the namespaces, both in the initial user
/// namespace.
struct ForkRings {
  private var rings: [ForkRing] = []
  private var records = ForkRecords()
  private var slots: [HeldNamespace?] = []
  /// CPUs that came online later and could not be covered.
  private var refused: Set<Int32> = []
  /// Why a namespace was not taken in last.
  private(set) var refusal: SystemCallError?

  /// Bits of ``ForkRecord/covered``.
  private static let slotLimit = 64
  /// Descriptors of all events together.
  private static let descriptorLimit = 8192
  private static let largestRing = 1 << 20

  /// Begins to record the numbers of a namespace.
  ///
  /// - Returns: its slot; nil where the kernel or a bound refuses.
  mutating func follow(_ hold: HeldNamespace) -> Int? {
    do throws(SystemCallError) {
      if rings.isEmpty { rings = try ForkRings.open() }
      let slot = slots.firstIndex { $0 == nil } ?? slots.count
      let used = slots.count { $0 != nil }
      guard slot < ForkRings.slotLimit, (used + 2) * rings.count <= ForkRings.descriptorLimit
      else { throw SystemCallError("perf_event_open", .tooManyOpenFiles) }
      try add(hold, slot: slot, to: rings)
      if slot == slots.count { slots.append(hold) } else { slots[slot] = hold }
      return slot
    } catch {
      refusal = error
      closeIfUnused()
      return nil
    }
  }

  mutating func unfollow(slot: Int) {
    for ring in rings { ring.remove(slot: slot) }
    slots[slot] = nil
    records.forget(slot: slot)
    closeIfUnused()
  }

  /// Takes what was recorded of a fork.
  mutating func take(
    _ child: TaskID, at time: KernelInstant, cpu: UInt32
  ) -> ForkRecord? {
    guard !rings.isEmpty else { return nil }
    if let record = records.take(child, at: time) { return record }
    for ring in rings { ring.drain(into: &records) }
    cover(cpu)
    return records.take(child, at: time)
  }

  private mutating func closeIfUnused() {
    guard slots.allSatisfy({ $0 == nil }) else { return }
    (rings, slots, refused) = ([], [], [])
    records.removeAll()
  }

  /// - Throws: where not all of the rings have its event; none has then.
  private func add(
    _ hold: HeldNamespace, slot: Int, to rings: [ForkRing]
  ) throws(SystemCallError) {
    let opened = try PerfTaskRecords.open(inside: hold.descriptor, cpus: rings.map(\.cpu))
    var failure: SystemCallError?
    for (cpu, descriptor) in opened {
      guard let ring = rings.first(where: { $0.cpu == cpu }), failure == nil else {
        _ = OwnedDescriptor(owning: descriptor)
        continue
      }
      do { try ring.add(descriptor, slot: slot) } catch { failure = error }
    }
    guard let failure else { return }
    for ring in rings { ring.remove(slot: slot) }
    throw failure
  }

  /// Takes in a CPU that has come online.
  private mutating func cover(_ cpu: UInt32) {
    guard let cpu = Int32(exactly: cpu), !rings.contains(where: { $0.cpu == cpu }),
      !refused.contains(cpu), let pages = rings.first?.pages
    else { return }
    do throws(SystemCallError) {
      let ring = try ForkRing(cpu: cpu, pages: pages)
      for (slot, hold) in slots.enumerated() {
        if let hold { try add(hold, slot: slot, to: [ring]) }
      }
      rings.append(ring)
    } catch {
      refused.insert(cpu)
    }
  }

  /// With the largest rings that may be locked in memory.
  private static func open() throws(SystemCallError) -> [ForkRing] {
    let online = try ProcessorList.current()
    let bytes = min(largestRing, SideBandReader.defaultSize(processors: online.count))
    var pages = SideBandReader.powerOfTwo(notAbove: bytes / PerfRing.pageSize)
    while true {
      do {
        var rings: [ForkRing] = []
        for cpu in online {
          do { rings.append(try ForkRing(cpu: cpu, pages: pages)) } catch
            where error.errno == .noSuchDevice
          { continue }
        }
        return rings
      } catch {
        let isTooMuch = error.errno == .notPermitted || error.errno == .outOfMemory
        guard error.call == "mmap", isTooMuch,
          pages * PerfRing.pageSize / 2 >= SideBandReader.smallestSize
        else { throw error }
        pages /= 2
      }
    }
  }
}
