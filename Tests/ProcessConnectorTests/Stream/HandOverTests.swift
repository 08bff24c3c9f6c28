import ProcessEvents
import TestSupport
import Testing

@testable import ProcessConnector

/// The bounded queue between the thread that reads and its consumers.
@Suite("Hand-over")
struct HandOverTests {
  @Test("Elements come out in their order, however they were offered")
  func order() async {
    let handOver = HandOver(capacity: 100)
    handOver.offer(all: (1...3).map(element))
    handOver.offer(all: (4...9).map(element))
    handOver.finish(.success(()))
    #expect(await drain(handOver).ids == Array(1...9))
    #expect(handOver.lost == 0)
  }

  @Test("What finds no room is one loss in its place, counted exactly")
  func bounded() async {
    let handOver = HandOver(capacity: 4)
    handOver.offer(all: (1...10).map(element))
    handOver.offer(all: (11...15).map(element))
    var batch: [ConnectorElement] = []
    #expect(await handOver.take(into: &batch) == nil)
    #expect(batch.count == 5)
    #expect(batch.ids == [1, 2, 3, 4])
    guard case .lost(let loss) = batch[4] else {
      Issue.record("no loss at the end of \(batch)")
      return
    }
    #expect(loss.count == 11)
    #expect(loss.place == .handOver)
    #expect(loss.since == KernelInstant(nanoseconds: 4))
    #expect(loss.until == KernelInstant(nanoseconds: 15))
    #expect(handOver.lost == 11)
    // There is room again.
    handOver.offer(all: [element(16)])
    #expect(await handOver.take(into: &batch) == nil)
    #expect(batch.ids == [16])
  }

  @Test("A loss of the socket keeps its place, and where it finds no room its count")
  func socketLoss() async {
    let handOver = HandOver(capacity: 3)
    handOver.offer(all: [element(1), loss(7, at: 2), element(3), loss(5, at: 4), element(5)])
    var batch: [ConnectorElement] = []
    _ = await handOver.take(into: &batch)
    #expect(batch.count == 4)
    #expect(batch[1] == loss(7, at: 2))
    guard case .lost(let merged) = batch[3] else {
      Issue.record("no loss at the end of \(batch)")
      return
    }
    #expect(merged.count == 6)
    // The socket's own losses are counted where they are noticed.
    #expect(handOver.lost == 1)
  }

  @Test("The end comes after everything else, and stays")
  func end() async {
    let handOver = HandOver(capacity: 10)
    handOver.offer(all: [element(1)])
    handOver.finish(.success(()))
    var batch: [ConnectorElement] = []
    #expect(await handOver.take(into: &batch) == nil)
    for _ in 0..<2 {
      #expect(isSuccess(await handOver.take(into: &batch)))
      #expect(batch.isEmpty)
    }
  }

  @Test("An error comes after everything else, and a later end does not hide it")
  func error() async {
    let handOver = HandOver(capacity: 10)
    handOver.offer(all: [element(1)])
    let failure = ConnectorError(.system("broken"), operation: "recvmmsg")
    handOver.finish(.failure(failure))
    handOver.finish(.success(()))
    var batch: [ConnectorElement] = []
    #expect(await handOver.take(into: &batch) == nil)
    guard case .failure(failure)? = await handOver.take(into: &batch) else {
      Issue.record("the error was not told")
      return
    }
  }

  @Test("A consumer that waits is woken by an element and by the end")
  func waiting() async {
    let handOver = HandOver(capacity: 10)
    async let consumed = drain(handOver)
    for id in 1...5 {
      try? await Task.sleep(for: .milliseconds(2))
      handOver.offer(all: [element(id)])
    }
    handOver.finish(.success(()))
    #expect(await consumed.ids == Array(1...5))
  }

  @Test("An end that comes while the consumer waits ends it, as cancellation does")
  func cancellation() async {
    let handOver = HandOver(capacity: 10)
    let task = Task {
      await withTaskCancellationHandler {
        await drain(handOver)
      } onCancel: {
        handOver.finish(.success(()))
      }
    }
    try? await Task.sleep(for: .milliseconds(5))
    task.cancel()
    #expect(await task.value.isEmpty)
  }

  @Test("Several consumers share what comes, and all see the end", .timeLimit(.minutes(1)))
  func severalConsumers() async {
    let handOver = HandOver(capacity: 1000)
    let consumers = (0..<4).map { _ in Task { await drain(handOver) } }
    // By now all of them wait.
    try? await Task.sleep(for: .milliseconds(20))
    for id in 1...100 {
      handOver.offer(all: [element(id)])
      if id % 10 == 0 { try? await Task.sleep(for: .milliseconds(1)) }
    }
    handOver.finish(.success(()))
    var ids: [Int] = []
    for consumer in consumers { ids += await consumer.value.ids }
    #expect(ids.sorted() == Array(1...100))
  }

  @Test(
    "A slow consumer bounds the memory, and gets everything or a count of it",
    arguments: Seeds.chosen)
  func slowConsumer(seed: UInt64) async {
    let handOver = HandOver(capacity: 64)
    let sent = 20_000
    let producer = Task.detached {
      var random = SeededGenerator(seed: seed)
      var next = 1
      while next <= sent {
        let end = min(sent, next + random.number(in: 0...40))
        handOver.offer(all: (next...end).map(element))
        next = end + 1
        if random.once(in: 4) { await Task.yield() }
      }
      handOver.finish(.success(()))
    }
    var expected = 1
    var lost: UInt64 = 0
    var batch: [ConnectorElement] = []
    while await handOver.take(into: &batch) == nil {
      #expect(batch.count <= 65)
      for element in batch {
        switch element {
        case .lost(let loss):
          lost += loss.count
          expected += Int(loss.count)
        default:
          #expect(element.time.nanoseconds == UInt64(expected), "seed \(seed)")
          expected += 1
        }
      }
      try? await Task.sleep(for: .microseconds(200))
    }
    await producer.value
    #expect(expected == sent + 1)
    #expect(lost == handOver.lost)
  }
}

private func element(_ id: Int) -> ConnectorElement {
  .event(
    ProcessEvent(
      time: KernelInstant(nanoseconds: UInt64(id)), cpu: 0, sequence: UInt32(id),
      payload: .fork(of: Int32(id))))
}

private func loss(_ count: UInt64, at time: UInt64) -> ConnectorElement {
  .lost(
    Loss(
      count: count, since: KernelInstant(nanoseconds: 0), until: KernelInstant(nanoseconds: time),
      place: .socketBuffer))
}

extension HandOver {
  // Swift 6.3.1 makes invalid code of the span of a temporary array in an asynchronous function.
  fileprivate func offer(all elements: [ConnectorElement]) { offer(elements.span) }
}

private func drain(_ handOver: HandOver) async -> [ConnectorElement] {
  var all: [ConnectorElement] = []
  var batch: [ConnectorElement] = []
  while await handOver.take(into: &batch) == nil { all += batch }
  return all
}

private func isSuccess(_ end: Result<Void, ConnectorError>?) -> Bool {
  if case .success? = end { true } else { false }
}

extension [ConnectorElement] {
  /// The numbers of the events, losses left out.
  fileprivate var ids: [Int] {
    compactMap { if case .event(let event) = $0 { Int(event.sequence) } else { nil } }
  }
}
