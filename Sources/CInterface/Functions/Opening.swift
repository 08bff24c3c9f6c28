public import CPmon
internal import ProcessEvents

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_version() -> UInt32 { PMON_VERSION }

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_open(
  _ monitor: UnsafeMutablePointer<OpaquePointer?>!, _ filter: UnsafePointer<CChar>!,
  _ options: UnsafePointer<pmon_options>!, _ error: UnsafeMutablePointer<CChar>!,
  _ errorSize: Int
) -> CInt {
  unsafe monitor?.pointee = nil
  return unsafe ErrorText(error, size: errorSize).report { () throws(Refusal) in
    guard let monitor = unsafe monitor else {
      throw Refusal.invalid("there is no place for the handle")
    }
    let options = unsafe try options.map { options throws(Refusal) in
      unsafe try SubscriptionOptions(options)
    }
    let subscription = try Subscription(
      options ?? SubscriptionOptions(), filteredBy: unsafe Filter(filter))
    unsafe monitor.pointee = subscription.handle
  }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
@c @implementation
public func pmon_close(_ monitor: OpaquePointer!) {
  guard let monitor = unsafe monitor else { return }
  unsafe Subscription.release(monitor)
}
