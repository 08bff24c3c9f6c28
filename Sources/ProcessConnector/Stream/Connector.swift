internal import KernelInterface
public import ProcessEvents
internal import Synchronization

/// The process connector as an asynchronous sequence.
///
/// ```swift
/// let connector = try Connector(ConnectorConfiguration(events: .nonzeroExit))
/// for try await element in connector.elements {
///   if case .death(let death) = element { print(death.process, death.status) }
/// }
/// ```
///
/// A thread of its own reads the socket. The subscription ends when the connector goes out of scope,
/// when the task that iterates is cancelled, or with ``close()``.
///
/// Kernel: Linux 5.3; before 6.6 it takes CAP_NET_ADMIN.
public final class Connector: Sendable {
  private let shared: Shared
  private let thread: Mutex<Thread?>

  /// Who tells of the events; never ``ConnectorSource/automatic``.
  public let source: ConnectorSource

  /// Where what was not asked for is held back.
  public let filterStage: FilterStage

  /// Subscribes.
  ///
  /// - Throws: the cause where the kernel does not serve this process, with the next step.
  public init(_ configuration: ConnectorConfiguration) throws(ConnectorError) {
    let reader = try ConnectorReader(configuration)
    source = reader.source
    filterStage = reader.filterStage
    do {
      let shared = Shared(
        wake: try EventDescriptor(), handOver: HandOver(capacity: configuration.handOverCapacity),
        counters: reader.counters)
      let slot = ReaderSlot(reader)
      thread = Mutex(try Thread { shared.run(slot.take()) })
      self.shared = shared
    } catch {
      throw ConnectorError(error, in: .current())
    }
  }

  deinit { close() }

  /// The elements one by one.
  public var elements: Elements { Elements(connector: self) }

  /// The elements in batches, as they came: for those who want speed.
  public var batches: Batches { Batches(connector: self) }

  /// The counters as of the last batch.
  public var counters: ConnectorCounters {
    var counters = shared.published.withLock { $0 }
    let lost = shared.handOver.lost
    counters.lost &+= lost
    counters.delivered &-= min(counters.delivered, lost)
    return counters
  }

  /// Asks for other kinds of events from now on, without a gap.
  public func setEvents(_ mask: EventMask) async throws(ConnectorError) {
    let result = await withCheckedContinuation { continuation in
      shared.request(Shared.MaskChange(mask: mask, continuation: continuation))
    }
    try result.get()
  }

  /// Ends the subscription and waits until the kernel has been told. What was read before can still be iterated.
  public func close() {
    shared.stop()
    let thread = thread.withLock { $0.take() }
    thread?.join()
  }

  fileprivate func takeBatch(
    into batch: inout [ConnectorElement]
  ) async throws(ConnectorError) -> Bool {
    let handOver = shared.handOver
    let shared = shared
    let end = await withTaskCancellationHandler {
      await handOver.take(into: &batch)
    } onCancel: {
      shared.stop()
      handOver.finish(.success(()))
    }
    try end?.get()
    return end == nil
  }
}

extension Connector {
  /// A sequence of single elements; several iterators share what comes.
  public struct Elements: AsyncSequence, Sendable {
    fileprivate let connector: Connector

    public func makeAsyncIterator() -> Iterator { Iterator(connector: connector) }

    /// Waits for one element after the other.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate let connector: Connector
      private var batch: [ConnectorElement] = []
      private var position = 0

      fileprivate init(connector: Connector) { self.connector = connector }

      /// The next element; nil once the subscription has ended.
      public mutating func next() async throws(ConnectorError) -> ConnectorElement? {
        if position == batch.count {
          position = 0
          guard try await connector.takeBatch(into: &batch) else { return nil }
        }
        defer { position += 1 }
        return batch[position]
      }
    }
  }

  /// A sequence of batches; several iterators share what comes.
  public struct Batches: AsyncSequence, Sendable {
    fileprivate let connector: Connector

    public func makeAsyncIterator() -> Iterator { Iterator(connector: connector) }

    /// Waits for one batch after the other.
    public struct Iterator: AsyncIteratorProtocol {
      fileprivate let connector: Connector

      /// The next batch, never empty; nil once the subscription has ended.
      public mutating func next() async throws(ConnectorError) -> [ConnectorElement]? {
        var batch: [ConnectorElement] = []
        return try await connector.takeBatch(into: &batch) ? batch : nil
      }
    }
  }
}

/// What the thread that reads and the connector's users share.
private final class Shared: Sendable {
  struct MaskChange: Sendable {
    let mask: EventMask
    let continuation: CheckedContinuation<Result<Void, ConnectorError>, Never>
  }

  private struct Requests: Sendable {
    var isStopped = false
    /// The thread has ended, or is about to without looking at requests again.
    var isDeaf = false
    var maskChanges: [MaskChange] = []
  }

  let handOver: HandOver
  let published: Mutex<ConnectorCounters>
  private let wake: EventDescriptor
  private let requests = Mutex(Requests())

  init(wake: consuming EventDescriptor, handOver: HandOver, counters: ConnectorCounters) {
    self.wake = wake
    self.handOver = handOver
    published = Mutex(counters)
  }

  func stop() {
    requests.withLock { $0.isStopped = true }
    wake.signal()
  }

  func request(_ change: MaskChange) {
    let isDeaf = requests.withLock { requests in
      if !requests.isDeaf { requests.maskChanges.append(change) }
      return requests.isDeaf
    }
    if isDeaf {
      change.continuation.resume(
        returning: .failure(ConnectorError(.system("it is closed"), operation: "setEvents")))
    }
    wake.signal()
  }

  /// The thread's work: reads until it is stopped or something fails.
  func run(_ reader: consuming ConnectorReader) {
    let end: Result<Void, ConnectorError>
    do throws(ConnectorError) {
      while !requests.withLock({ $0.isStopped }) {
        if try reader.wait(interruptedBy: wake.rawDescriptor) == .interrupted { wake.clear() }
        for change in takeMaskChanges() { change.apply(to: &reader) }
        // One batch, and then requests again: under a load that never lets the socket run empty they
        // would wait for ever. The next wait is none while there is more to read.
        _ = try reader.read(handOver.offer)
        publish(reader.counters)
      }
      try reader.readToEnd(handOver.offer)
      publish(reader.counters)
      end = .success(())
    } catch {
      end = .failure(error)
    }
    let unanswered = requests.withLock { requests in
      requests.isDeaf = true
      return requests.maskChanges
    }
    for change in unanswered { change.apply(to: &reader) }
    // The kernel is told before anybody can see the end.
    _ = consume reader
    handOver.finish(end)
  }

  private func takeMaskChanges() -> [MaskChange] {
    requests.withLock { requests in
      defer { requests.maskChanges = [] }
      return requests.maskChanges
    }
  }

  private func publish(_ counters: ConnectorCounters) { published.withLock { $0 = counters } }
}

extension Shared.MaskChange {
  fileprivate func apply(to reader: inout ConnectorReader) {
    do {
      try reader.setEvents(mask)
      continuation.resume(returning: .success(()))
    } catch {
      continuation.resume(returning: .failure(error))
    }
  }
}

/// Carries the reader into its thread.
private final class ReaderSlot: Sendable {
  private let reader: Mutex<ConnectorReader?>

  init(_ reader: consuming sending ConnectorReader) { self.reader = Mutex(reader) }

  func take() -> ConnectorReader {
    guard let reader = reader.withLock({ $0.take() }) else {
      preconditionFailure("a reader has one thread")
    }
    return reader
  }
}
