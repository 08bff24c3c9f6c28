import ConnectorHub
import ConnectorProtocol
import ConnectorService
import ProcessEvents
import TestSupport
import Testing

@Suite("Losses of clients")
struct LossTests {
  private func limits(queue: Int) -> ServerLimits {
    var limits = ServerLimits()
    limits.queue = queue
    return limits
  }

  @Test("Who does not read loses, exactly; others lose nothing, and memory is bounded")
  func stopped() throws {
    let bench = try TestServer(limits(queue: 1000))
    let (stopped, reader) = (try bench.connect(), try bench.connect())
    try stopped.listen()
    try reader.listen()
    bench.settle()
    _ = try (stopped.all(), reader.all())
    let count = 20_000
    var heard = 0
    for start in stride(from: 0, to: count, by: 100) {
      bench.publish((start..<start + 100).map { .exec(Int32($0 + 1)) })
      bench.settle()
      for message in try reader.all() {
        heard += 1
        #expect(message.process == Int32(heard))
      }
    }
    #expect(heard == count)
    // Chunks that a queue of 1,000 and a log that is read to its end can hold.
    #expect(bench.server.hub.counters().bytes < 3_000 * 76)
    var (taken, lost) = (0, UInt64(0))
    var messages = try stopped.all()
    bench.settle()
    messages += try stopped.all()
    while true {
      bench.settle()
      let more = try stopped.all()
      if more.isEmpty { break }
      messages += more
    }
    for message in messages {
      if let count = message.lost {
        lost += count
      } else {
        taken += 1
        #expect(message.process == Int32(taken), "a gap that was not told")
      }
    }
    #expect(taken > 1000)
    #expect(messages.filter { $0.lost != nil }.count == 1)
    #expect(messages.last?.lost != nil)
    #expect(UInt64(taken) + lost == UInt64(count))
    // It takes part again from there on.
    bench.publish([.exec(77)])
    bench.settle()
    #expect(try stopped.all().map(\.process) == [77])
  }

  @Test(
    "Each gap is told at its place with its size, however a client reads", arguments: Seeds.chosen)
  func places(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bench = try TestServer(limits(queue: 64))
    let client = try bench.connect()
    try client.listen()
    bench.settle()
    _ = try client.all()
    var published: Int32 = 0
    // What must come next, upstream's losses apart.
    var expected: Int32 = 1
    var (upstream, told) = (UInt64(0), UInt64(0))
    var gaps = 0
    func check(_ message: Heard) {
      if let count = message.lost {
        told += count
        gaps += 1
      } else if let process = message.process {
        // Events that are missing here are among what has been told so far.
        #expect(process >= expected)
        #expect(UInt64(process - expected) <= told)
        told -= min(told, UInt64(process - expected))
        expected = process + 1
      }
    }
    for _ in 0..<600 {
      switch random.number(in: 0...9) {
      case 0...5:
        let count = Int32(random.number(in: 1...200))
        bench.publish((1...count).map { .exec(published + $0) })
        published += count
      case 6:
        let count = UInt64(random.number(in: 1...9) as Int)
        upstream += count
        bench.server.reportLoss(count)
      default:
        for _ in 0..<random.number(in: 1...400) {
          guard let datagram = try client.next() else { break }
          check(Heard(datagram))
        }
      }
      if random.once(in: 2) { bench.settle() }
    }
    while true {
      bench.settle()
      let rest = try client.all()
      if rest.isEmpty { break }
      rest.forEach(check)
    }
    // What was lost at the very end, and upstream's losses, which no event shows.
    #expect(told == UInt64(published + 1 - expected) + upstream)
    #expect(gaps > 20)
  }

  @Test("A loss of the kernel's is told behind what came before it and before what came after")
  func upstream() throws {
    let bench = try TestServer()
    let (fast, slow, silent) = (
      try bench.connect(), try bench.connect(), try bench.connect()
    )
    try fast.listen()
    try slow.listen()
    bench.settle()
    _ = try (fast.all(), slow.all())
    // More than its socket takes, so that some of it waits in the hub.
    bench.publish((1...500).map { .exec($0) })
    bench.settle()
    #expect(try fast.all().count < 500)
    bench.settle()
    _ = try fast.all()
    for _ in 0..<10 {
      bench.settle()
      _ = try fast.all()
    }
    bench.server.reportLoss(7)
    bench.publish([.exec(501)])
    bench.server.reportLoss(2)
    bench.settle()
    #expect(
      try fast.all().map { $0.lost.map { -Int32($0) } ?? $0.process } == [-7, 501, -2])
    bench.publish([.exec(502)])
    bench.settle()
    #expect(
      try fast.all().map(\.process) == [502], "it goes on after a loss that nothing waited behind")
    var heard: [Int32?] = []
    for _ in 0..<20 {
      heard += try slow.all().map { $0.lost.map { -Int32($0) } ?? $0.process }
      bench.settle()
    }
    #expect(heard == Array(1...500) + [-7, 501, -2, 502])
    #expect(try silent.next() == nil)
  }
}
