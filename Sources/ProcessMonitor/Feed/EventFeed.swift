internal import KernelInterface
internal import ProcessConnector
internal import ProcessEvents
internal import Synchronization

/// Live events for many readers by one subscription to the kernel.
///
/// The subscription and its thread begin with the first reader and end with the last. The kernel is asked for what all
/// readers want together; each distinct filter is asked once about an event, and each line made once for all who see the
/// same facts. Lines are those of `pmon watch --json`.
///
/// Each reader has a bounded queue; what finds no room in it is told in its place as
/// `{"event":"lost",…"place":"stream"}`, with the exact count. Nobody waits for a reader, neither the kernel nor other
/// readers. What was lost before is told to all.
///
/// When a reader comes or goes, the filters in the kernel are exchanged under the running subscription: what those who
/// stay want passes the old ones and the new ones alike.
package final class EventFeed: Sendable {
  private let mailbox: FeedMailbox
  private let thread = Mutex<Thread?>(nil)

  /// - Throws: where there is no descriptor left.
  package init(_ limits: FeedLimits = FeedLimits()) throws(FeedError) {
    do {
      mailbox = try FeedMailbox(limits)
    } catch {
      throw .connector(ConnectorError(error, in: .current()))
    }
  }

  deinit { close() }

  /// Whether there is a thread, and with it a subscription.
  package var isServing: Bool { mailbox.isRunning }

  package var counters: FeedCounters { mailbox.counters }

  /// Begins to tell a reader what happens from the return on.
  ///
  /// - Throws: where there are too many readers, or the kernel does not serve this process.
  package func open(_ request: FeedRequest) async throws(FeedError) -> FeedSubscription {
    let reader = FeedReader(mailbox.limits, since: .now)
    // A long filter takes its time, which is its reader's and not the thread's.
    let id = try mailbox.reserve(request.viewer, reader)
    let compiled = CompiledFilter(request.condition)
    let result = await withCheckedContinuation { continuation in
      let isFirst = mailbox.join(
        FeedMailbox.Join(
          id: id, reader: reader, request: request, compiled: compiled,
          continuation: continuation))
      if isFirst { start() }
    }
    try result.get()
    return FeedSubscription(id, reader, mailbox)
  }

  private func start() {
    thread.withLock { thread in
      // It has come to its end already.
      thread.take()?.join()
      do throws(SystemCallError) {
        let mailbox = mailbox
        thread = try Thread {
          var work = FeedThread(mailbox)
          work.run()
        }
      } catch {
        mailbox.failToStart(.connector(ConnectorError(error, in: .current())))
      }
    }
  }

  /// Ends all streams, once their readers have taken what waits, and the thread; nobody is served afterwards.
  package func close() {
    mailbox.close()
    thread.withLock { $0.take() }?.join()
  }
}

/// One reader's stream of lines; it ends when this goes out of scope.
package final class FeedSubscription: Sendable {
  private let id: UInt64
  private let reader: FeedReader
  private let mailbox: FeedMailbox

  init(_ id: UInt64, _ reader: FeedReader, _ mailbox: FeedMailbox) {
    self.id = id
    self.reader = reader
    self.mailbox = mailbox
  }

  deinit { close() }

  /// Events that were taken here, and those that found no room.
  package var counts: (delivered: UInt64, lost: UInt64) { reader.counts }

  /// Waits for lines; to be called by one task at a time.
  ///
  /// - Parameter maxBytes: of lines; a longer line comes alone.
  /// - Returns: whole lines of JSON; nothing where the task was cancelled, which ends the wait and not the stream; nil at
  ///   the end.
  /// - Throws: where the kernel has ended the subscription.
  package func next(maxBytes: Int = 64 << 10) async throws(FeedError) -> [UInt8]? {
    try await reader.next(maxBytes: maxBytes)
  }

  /// Ends the stream; what waits is not told any more.
  package func close() { mailbox.leave(id) }
}
