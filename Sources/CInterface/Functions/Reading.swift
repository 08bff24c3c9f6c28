public import CPmon
internal import ProcessEvents

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_descriptor(_ monitor: OpaquePointer!) -> CInt {
  do throws(Refusal) {
    return unsafe try Subscription.of(monitor).descriptor
  } catch {
    return error.code
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_wait(_ monitor: OpaquePointer!, _ timeout: CInt) -> CInt {
  do throws(Refusal) {
    return unsafe try Subscription.of(monitor).wait(milliseconds: timeout) ? 1 : 0
  } catch {
    return error.code
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_read(
  _ monitor: OpaquePointer!, _ events: UnsafeMutablePointer<pmon_event>!, _ eventSize: Int,
  _ count: Int
) -> CInt {
  do throws(Refusal) {
    let subscription = unsafe try Subscription.of(monitor)
    guard let events = unsafe events, eventSize == MemoryLayout<pmon_event>.size, count != 0
    else { throw Refusal.invalid("events, event_size or count") }
    // C's size_t comes as a signed number; a negative one is a very large one.
    let room = count > 0 ? min(count, Int(CInt.max)) : Int(CInt.max)
    let array = unsafe UnsafeMutableBufferPointer(start: events, count: room)
    return CInt(unsafe try subscription.read(into: array))
  } catch {
    return error.code
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_set_filter(
  _ monitor: OpaquePointer!, _ filter: UnsafePointer<CChar>!,
  _ error: UnsafeMutablePointer<CChar>!, _ errorSize: Int
) -> CInt {
  unsafe ErrorText(error, size: errorSize).report { () throws(Refusal) in
    unsafe try Subscription.of(monitor).setFilter(Filter(filter))
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_get_counters(
  _ monitor: OpaquePointer!, _ counters: UnsafeMutablePointer<pmon_counters>!
) -> CInt {
  do throws(Refusal) {
    let subscription = unsafe try Subscription.of(monitor)
    guard let counters = unsafe counters,
      unsafe counters.pointee.size == MemoryLayout<pmon_counters>.size
    else { throw Refusal.invalid("counters or its size") }
    unsafe counters.pointee = pmon_counters(subscription.counters)
    return 0
  } catch {
    return error.code
  }
}
