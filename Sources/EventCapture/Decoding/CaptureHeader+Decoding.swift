internal import ProcessEvents

extension CaptureHeader {
  /// Reads a header's record; facts of which this version does not know are passed over.
  init(
    decoding bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(CaptureError.Malformation) {
    var facts = Facts()
    var position = range.lowerBound
    while position < range.upperBound {
      let key = try bytes.number(at: &position, before: range.upperBound)
      let length = try bytes.number(at: &position, before: range.upperBound)
      guard length <= UInt64(range.upperBound - position) else { throw .tooShort }
      let end = position + Int(length)
      try facts.take(key, bytes, position..<end)
      position = end
    }
    guard let realTimeOffset = facts.realTimeOffset, let events = facts.events,
      let subject = facts.subject, let start = facts.start
    else { throw .factMissing }
    self.init(
      toolVersion: facts.toolVersion, kernelRelease: facts.kernelRelease, bootID: facts.bootID,
      realTimeOffset: realTimeOffset, events: events, filter: facts.filter, subject: subject,
      start: start)
  }

  /// What has been read so far.
  private struct Facts {
    var toolVersion = ""
    var kernelRelease = ""
    var bootID = ""
    var realTimeOffset: Int64?
    var events: EventMask?
    var filter: String?
    var subject: Subject?
    var start: KernelInstant?

    mutating func take(
      _ key: UInt64, _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(CaptureError.Malformation) {
      switch key {
      case FactKey.toolVersion: toolVersion = bytes.text(range)
      case FactKey.kernelRelease: kernelRelease = bytes.text(range)
      case FactKey.bootID: bootID = bytes.text(range)
      case FactKey.realTimeOffset: realTimeOffset = try bytes.only(range).zigzag
      case FactKey.events:
        guard let mask = UInt32(exactly: try bytes.only(range)) else { throw .number }
        events = EventMask(rawValue: mask)
      case FactKey.filter: filter = bytes.text(range)
      case FactKey.subject:
        switch try bytes.only(range) {
        case 0: subject = .processes
        case 1: subject = .threads
        case let number: throw .subject(number)
        }
      case FactKey.start: start = KernelInstant(nanoseconds: try bytes.only(range))
      default: break
      }
    }
  }
}

extension ClockOffset {
  /// Reads a clock's record.
  init(decoding bytes: Span<UInt8>, _ range: Range<Int>) throws(CaptureError.Malformation) {
    var position = range.lowerBound
    let time = try bytes.number(at: &position, before: range.upperBound)
    let offset = try bytes.only(position..<range.upperBound)
    self.init(time: KernelInstant(nanoseconds: time), realTimeOffset: offset.zigzag)
  }
}

extension Span<UInt8> {
  /// The number that takes up the whole range.
  fileprivate func only(_ range: Range<Int>) throws(CaptureError.Malformation) -> UInt64 {
    var position = range.lowerBound
    let number = try number(at: &position, before: range.upperBound)
    guard position == range.upperBound else { throw .tooLong }
    return number
  }

  /// Bytes that are not UTF-8 become U+FFFD.
  fileprivate func text(_ range: Range<Int>) -> String {
    String(decoding: range.map { self[$0] }, as: UTF8.self)
  }
}
