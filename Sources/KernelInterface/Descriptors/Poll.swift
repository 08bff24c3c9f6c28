internal import CLinux

/// What a descriptor of a `poll(2)` was found to be.
package struct PollResult: OptionSet, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let first = PollResult(rawValue: 1)
  package static let second = PollResult(rawValue: 2)

  /// Not the protocol's own, which other modules would call by way of its witnesses at each waking.
  package func contains(_ other: PollResult) -> Bool { rawValue & other.rawValue == other.rawValue }
}

/// Waits until one of two descriptors is readable or at its end. A negative descriptor is left out.
///
/// - Parameter timeout: nanoseconds; nil waits for ever.
/// - Returns: the readable ones; none after the timeout, which a signal handler that runs meanwhile begins anew.
package func pollReadable(
  _ first: Int32, _ second: Int32 = -1, timeout: UInt64?
) throws(SystemCallError) -> PollResult {
  var descriptors = (
    pollfd(fd: first, events: Int16(POLLIN), revents: 0),
    pollfd(fd: second, events: Int16(POLLIN), revents: 0)
  )
  try systemCall("ppoll") {
    unsafe withUnsafeMutablePointer(to: &descriptors) { tuple in
      unsafe tuple.withMemoryRebound(to: pollfd.self, capacity: 2) { list in
        guard let timeout else { return unsafe ppoll(list, 2, nil, nil) }
        var limit = timespec(
          tv_sec: Int(timeout / 1_000_000_000), tv_nsec: Int(timeout % 1_000_000_000))
        return unsafe ppoll(list, 2, &limit, nil)
      }
    }
  }
  var result: PollResult = []
  if descriptors.0.revents != 0 { result.insert(.first) }
  if descriptors.1.revents != 0 { result.insert(.second) }
  return result
}

/// Waits until a descriptor is readable, or a signal's handler has run.
///
/// - Parameter milliseconds: negative waits for ever.
/// - Returns: whether it is readable.
/// - Throws: `EINTR` where a handler has run.
package func pollOnce(
  _ descriptor: Int32, milliseconds: Int32
) throws(SystemCallError) -> Bool {
  var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  let count = unsafe poll(&watched, 1, milliseconds)
  if count < 0 { throw SystemCallError("poll") }
  return count > 0
}
