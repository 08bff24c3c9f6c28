/// Why a measurement means nothing.
struct Unmeasurable: Error, CustomStringConvertible {
  let lost: UInt64
  let matches: Int

  var description: String {
    matches > 0
      ? "the filter wanted \(matches) events"
      : "\(lost) events were lost: run it with CAP_NET_ADMIN"
  }
}
