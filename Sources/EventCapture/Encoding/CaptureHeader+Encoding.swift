internal import ProcessEvents

extension CaptureHeader {
  /// The payload of the header's record: facts, each with its key and its length.
  func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(toolVersion, for: FactKey.toolVersion)
    bytes.append(kernelRelease, for: FactKey.kernelRelease)
    bytes.append(bootID, for: FactKey.bootID)
    bytes.append(UInt64(zigzag: realTimeOffset), for: FactKey.realTimeOffset)
    bytes.append(UInt64(events.rawValue), for: FactKey.events)
    if let filter { bytes.append(filter, for: FactKey.filter) }
    bytes.append(subject.number, for: FactKey.subject)
    bytes.append(start.nanoseconds, for: FactKey.start)
    return bytes
  }
}

extension CaptureHeader.Subject {
  fileprivate var number: UInt64 {
    switch self {
    case .processes: 0
    case .threads: 1
    }
  }
}

extension ClockOffset {
  /// The payload of a clock's record.
  func encoded() -> [UInt8] {
    [UInt8](number: time.nanoseconds) + [UInt8](number: UInt64(zigzag: realTimeOffset))
  }
}

extension [UInt8] {
  fileprivate init(number: UInt64) {
    self = .init(repeating: 0, count: 10)
    var end = 0
    var bytes = mutableSpan
    bytes.put(number, at: &end)
    removeLast(10 - end)
  }

  fileprivate mutating func append(_ number: UInt64, for key: UInt64) {
    append([UInt8](number: number), for: key)
  }

  fileprivate mutating func append(_ text: String, for key: UInt64) {
    append([UInt8](text.utf8), for: key)
  }

  private mutating func append(_ value: [UInt8], for key: UInt64) {
    self += [UInt8](number: key) + [UInt8](number: UInt64(value.count)) + value
  }
}
