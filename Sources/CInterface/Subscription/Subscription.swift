internal import CPmon
internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents

/// What a handle stands for.
///
/// Its descriptor is readable whenever there is something to do for ``read(into:)``, also where no event need come
/// for that: the timer is then at its end.
final class Subscription {
  private var reader: ConnectorReader
  private let options: SubscriptionOptions
  private let readiness: Epoll
  private let timer: TimerDescriptor
  /// What the timer is set to.
  private var alarm: UInt64?
  /// What the caller's array had no room for, from ``untoldStart`` on.
  private var untold: [ConnectorElement] = []
  private var untoldStart = 0
  /// Whether the reader may have more, though its descriptor need not say so.
  private var readerHasMore = false
  private let owner = HostFacts.processID

  /// What one call reads at most, so that what is held back here cannot keep it for ever.
  private static let batchesPerCall = 64

  init(_ options: SubscriptionOptions, filteredBy filter: Filter) throws(Refusal) {
    self.options = options
    do {
      reader = try ConnectorReader(options.configuration(filteredBy: filter))
    } catch {
      throw Refusal(error)
    }
    do {
      readiness = try Epoll()
      timer = try TimerDescriptor()
      try readiness.add(reader.descriptor, token: 0)
      try readiness.add(timer.rawDescriptor, token: 1)
    } catch {
      throw Refusal(error)
    }
  }

  /// Ends the subscription, unless it is a parent's, whose socket a child shares.
  func end() {
    if !isOwn { reader.handOn() }
  }

  /// Whether this process has opened it, and not the one that has forked it.
  var isOwn: Bool { owner == HostFacts.processID }

  var descriptor: Int32 { readiness.rawDescriptor }

  var counters: ConnectorCounters { reader.counters }

  /// Waits until it is time to read.
  ///
  /// - Parameter milliseconds: negative waits for ever.
  /// - Returns: whether it is.
  func wait(milliseconds: Int32) throws(Refusal) -> Bool {
    let begin = Clocks.monotonic
    do {
      guard try pollOnce(descriptor, milliseconds: milliseconds) else { return false }
    } catch {
      throw Refusal(error)
    }
    if options.delivery == .immediate || hasMore { return true }
    var rest: Duration?
    if milliseconds >= 0 {
      rest = .milliseconds(milliseconds) - .nanoseconds(Int64(Clocks.monotonic - begin))
    }
    do {
      return try reader.wait(atMost: rest) == .ready
    } catch {
      throw Refusal(error)
    }
  }

  /// Fills the array with what waits.
  ///
  /// - Returns: how many places were filled.
  func read(into events: UnsafeMutableBufferPointer<pmon_event>) throws(Refusal) -> Int {
    var count = unsafe takeUntold(events)
    var batches = 0
    do {
      repeat {
        var overflow = false
        readerHasMore = try reader.read { elements in
          for index in elements.indices {
            if count < events.count {
              unsafe events[count] = pmon_event(elements[index])
              count += 1
            } else {
              untold.append(elements[index])
              overflow = true
            }
          }
        }
        batches += 1
        if overflow { break }
      } while readerHasMore && count < events.count && batches < Subscription.batchesPerCall
    } catch {
      // What has been taken must not be lost; the next call fails anew.
      readerHasMore = true
      if count == 0 { throw Refusal(error) }
    }
    setAlarm()
    return count
  }

  /// Goes by another filter from now on.
  func setFilter(_ filter: Filter) throws(Refusal) {
    do {
      // What has come until now may wait in the reader.
      readerHasMore = true
      try reader.reader.select(options.configuration(filteredBy: filter))
    } catch {
      throw Refusal(error)
    }
    setAlarm()
  }

  private var hasMore: Bool { readerHasMore || untoldStart < untold.count }

  private func takeUntold(_ events: UnsafeMutableBufferPointer<pmon_event>) -> Int {
    let count = min(events.count, untold.count - untoldStart)
    for index in 0..<count { unsafe events[index] = pmon_event(untold[untoldStart + index]) }
    untoldStart += count
    if untoldStart == untold.count {
      untold.removeAll(keepingCapacity: true)
      untoldStart = 0
    }
    return count
  }

  private func setAlarm() {
    let due = hasMore ? 0 : reader.reader.dueTime
    // Setting a timer that is there cannot fail; what was read must not be lost for it.
    guard due != alarm, (try? timer.set(to: due)) != nil else { return }
    alarm = due
  }
}
