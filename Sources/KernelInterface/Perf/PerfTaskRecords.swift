internal import CLinux

/// Events that write the beginnings and ends of tasks alone, each record with its event's id: so several of them
/// can share a ring.
///
/// The kernel writes ids of tasks as the PID namespace of whoever opened the event has them. Where several events
/// of a CPU write about one task, they do so one directly after the other, the latest opened one first.
package enum PerfTaskRecords {
  private static func attributes(watermark: UInt32) -> perf_event_attr {
    var attributes = perf_event_attr.records(watermark: watermark)
    attributes.sample_type =
      UInt64(PERF_SAMPLE_TIME.rawValue) | UInt64(PERF_SAMPLE_IDENTIFIER.rawValue)
    return attributes
  }

  /// Opens one for this process's own PID namespace; it writes after ``PerfEvent/enable()``.
  ///
  /// - Throws: as `PerfEvent.init`.
  package static func open(cpu: Int32, watermark: UInt32) throws(SystemCallError) -> PerfEvent {
    try PerfEvent(attributes(watermark: watermark), cpu: cpu)
  }

  /// Opens one for another PID namespace on each CPU that is online, by a process that enters it and ends.
  ///
  /// - Throws: `EPERM` without CAP_SYS_ADMIN, or where a filter of system calls forbids it (`RestrictNamespaces=` of
  ///   systemd), `ENOMEM` where nothing lives there any more, `ETIMEDOUT` where somebody inside hinders it; and
  ///   as `PerfEvent.init`.
  package static func open(
    inside namespace: borrowing NamespaceDescriptor, cpus: [Int32]
  ) throws(SystemCallError) -> [(cpu: Int32, descriptor: Int32)] {
    let (near, far) = try DescriptorPassing.socketPair()
    let receiving = OwnedDescriptor(owning: near)
    var attributes = attributes(watermark: .max)
    let error: Int32
    do {
      let sending = OwnedDescriptor(owning: far)
      error = unsafe clinux_perf_open_inside(
        namespace.rawDescriptor, sending.rawValue, &attributes, cpus, cpus.count)
    }
    var opened: [(cpu: Int32, descriptor: Int32)] = []
    var failure = error == 0 ? nil : SystemCallError("setns", Errno(rawValue: error))
    while let (numbers, descriptors) = try receive(receiving.rawValue) {
      if numbers.count == 2, numbers[0] == -1 {
        failure = SystemCallError("perf_event_open", Errno(rawValue: numbers[1]))
      }
      for (index, descriptor) in descriptors.enumerated() {
        opened.append((cpu: index < numbers.count ? numbers[index] : -1, descriptor: descriptor))
      }
    }
    // A process that was killed before its first message has left no word.
    if failure == nil, opened.isEmpty, !cpus.isEmpty {
      failure = SystemCallError("perf_event_open", Errno(rawValue: ESRCH))
    }
    if let failure {
      for event in opened { close(event.descriptor) }
      throw failure
    }
    return opened
  }

  /// The next message; nil at the end.
  private static func receive(
    _ socket: Int32
  ) throws(SystemCallError) -> (numbers: [Int32], descriptors: [Int32])? {
    let limit = Int(CLINUX_PASSED_DESCRIPTORS)
    var numbers = [Int32](repeating: 0, count: limit)
    var descriptors = [Int32](repeating: -1, count: limit)
    var count = limit
    let length = try systemCall("recvmsg") {
      unsafe clinux_receive_descriptors(
        socket, &numbers, limit * MemoryLayout<Int32>.size, &descriptors, &count,
        Int32(MSG_DONTWAIT))
    }
    if length == 0, count == 0 { return nil }
    return (
      Array(numbers.prefix(length / MemoryLayout<Int32>.size)), Array(descriptors.prefix(count))
    )
  }
}

extension PerfEvent {
  /// Takes ownership of an event that ``PerfTaskRecords`` has opened.
  package init(owning descriptor: Int32) {
    self.init(owning: OwnedDescriptor(owning: descriptor))
  }

  /// Has it write into the ring of another event, of the same CPU.
  package borrowing func write(into other: borrowing PerfEvent) throws(SystemCallError) {
    let (own, other) = (rawDescriptor, other.rawDescriptor)
    try systemCall("ioctl PERF_EVENT_IOC_SET_OUTPUT") { clinux_perf_write_into(own, other) }
  }

  /// What its records have as the last 8 bytes where they tell their event. C: `PERF_EVENT_IOC_ID`
  package borrowing func id() throws(SystemCallError) -> UInt64 {
    var id: UInt64 = 0
    let descriptor = rawDescriptor
    try systemCall("ioctl PERF_EVENT_IOC_ID") { unsafe clinux_perf_id(descriptor, &id) }
    return id
  }
}
