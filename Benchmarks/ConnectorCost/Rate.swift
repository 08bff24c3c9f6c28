import ConnectorService
import KernelInterface
import ProcessEvents

/// How many datagrams a CPU can send to clients that want everything and take it.
enum Rate {
  static func measure(clients: Int) throws {
    let bench = try Bench()
    let child = try Reading.start(path: bench.path, user: 0, clients: clients, mask: .all)
    bench.awaitRequests(clients)
    bench.deliverAll()
    let events = (0..<200).map(Load.event)
    var facts = Load.Facts()
    let rounds = 400_000 / events.count / clients
    var used: UInt64 = 0
    let before = bench.server.counters().delivered
    var due = before
    for _ in 0..<rounds {
      var begin = Clocks.processCPU
      bench.server.publish(events.span, facts: &facts)
      bench.server.deliver()
      used += Clocks.processCPU - begin
      due += UInt64(events.count * clients)
      // Whoever has no room yet is waited for, and that is not counted.
      while bench.server.counters().delivered < due {
        if !bench.server.hasUndelivered {
          _ = try pollReadable(bench.server.rawDescriptor, timeout: 1_000_000_000)
        }
        begin = Clocks.processCPU
        bench.server.serve()
        bench.server.deliver()
        used += Clocks.processCPU - begin
      }
    }
    let sent = bench.server.counters().delivered - before
    bench.server.closeClients()
    _ = try Reading.outcome(of: child, path: bench.path)
    print(
      "| \(clients) | \(sent) | \(used / sent) | \(sent * 1_000_000_000 / used) |")
  }
}
