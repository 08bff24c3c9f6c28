internal import CPmon
internal import ProcessConnector
internal import ProcessEvents

/// What a caller asks for besides the filter, checked.
struct SubscriptionOptions {
  /// Nil where the filter says it.
  private(set) var events: EventMask?
  private(set) var subject = ConnectorConfiguration.Subject.processes
  private(set) var delivery = ConnectorConfiguration.Delivery.coalesced()
  private(set) var receiveBuffer = ReceiveBuffer.default

  init() {}

  init(_ pointer: UnsafePointer<pmon_options>) throws(Refusal) {
    // No more may be read before the size is known.
    let size = unsafe pointer.pointee.size
    guard size == MemoryLayout<pmon_options>.size else {
      throw Refusal.invalid(
        "options.size is \(size); this version has \(MemoryLayout<pmon_options>.size)")
    }
    let options = unsafe pointer.pointee
    guard options.flags & ~(PMON_THREADS | PMON_IMMEDIATE) == 0 else {
      throw Refusal.invalid("options.flags has a bit that this version does not know")
    }
    guard EventMask(rawValue: options.events).isSubset(of: .all) else {
      throw Refusal.invalid("options.events has a kind that cannot be asked for")
    }
    guard options.reserved == 0 else {
      throw Refusal.invalid("options.reserved is not 0")
    }
    if options.events != 0 { events = EventMask(rawValue: options.events) }
    if options.flags & PMON_THREADS != 0 { subject = .threads }
    if options.flags & PMON_IMMEDIATE != 0 {
      guard options.latency_us == 0 else {
        throw Refusal.invalid("options.latency_us and PMON_IMMEDIATE exclude each other")
      }
      delivery = .immediate
    } else if options.latency_us != 0 {
      delivery = .coalesced(.microseconds(options.latency_us))
    }
    if options.receive_buffer != 0 {
      guard let bytes = Int32(exactly: options.receive_buffer) else {
        throw Refusal.invalid("options.receive_buffer is more than INT32_MAX")
      }
      receiveBuffer = ReceiveBuffer(bytes: bytes)
    }
  }

  func configuration(filteredBy filter: Filter) -> ConnectorConfiguration {
    let events = events ?? (filter == .all ? ConnectorConfiguration().events : .all)
    return ConnectorConfiguration(
      events: events, filter: filter, delivery: delivery, subject: subject,
      receiveBuffer: receiveBuffer)
  }
}
