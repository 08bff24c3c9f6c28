import ConnectorHub
import ConnectorProtocol
import ConnectorService
import KernelInterface
import ProcessEvents
import TestSupport
import Testing

@Suite("Requests over the socket")
struct RequestTests {
  @Test("A client gets what the hub gives, byte for byte", arguments: Seeds.chosen)
  func besideHub(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bench = try TestServer()
    var hub = ConnectorHub(.served)
    var pairs: [(client: TestClient, id: ListenerID)] = []
    for _ in 0..<4 {
      pairs.append((try bench.connect(), try hub.open()))
    }
    bench.settle()
    var compared = 0
    for step in 0..<400 {
      let place = random.number(in: 0...pairs.count - 1)
      switch random.number(in: 0...9) {
      case 0...3:
        let operation = ConnectorRequest.Operation(rawValue: random.number(in: 0...3))
        let mask: UInt32? =
          switch random.number(in: 0...4) {
          case 0: nil
          case 1: 0
          case 2: .max
          case 3: 1 << random.number(in: 0...31)
          default: random.bits()
          }
        var bytes = ConnectorRequest(operation, mask: mask, token: UInt32(step)).encoded()
        if random.once(in: 8) { bytes.removeLast(random.number(in: 1...bytes.count - 1)) }
        if random.once(in: 8) { bytes.append(contentsOf: [1, 2, 3]) }
        try pairs[place].client.send(bytes)
        hub.receive(bytes.span, from: pairs[place].id, at: KernelInstant(nanoseconds: 0))
      case 4:
        pairs[place] = (try bench.connect(), try hub.open())
        bench.settle()
        continue
      default:
        let payloads = (0..<random.number(in: 1...20)).map { _ in random.payload() }
        bench.publish(payloads)
        for payload in payloads { hub.publish(.test(payload)) }
      }
      bench.settle()
      for (client, id) in pairs {
        var expected: [[UInt8]] = []
        _ = hub.drain(id) { datagram in
          expected.append(datagram.indices.map { datagram[$0] })
          return true
        }
        var got: [[UInt8]] = []
        while let datagram = try client.next() { got.append(datagram) }
        #expect(got.map { $0.withoutTimeOfAnswer } == expected.map { $0.withoutTimeOfAnswer })
        compared += got.count
      }
    }
    #expect(compared > 100)
  }

  @Test("What is no request is ignored and counted, whatever its length, and the client lives on")
  func malformed() throws {
    let bench = try TestServer()
    let client = try bench.connect()
    let right = ConnectorRequest(.listen, mask: .max, token: 5).encoded()
    var wrong: [[UInt8]] = []
    for length in 0...100 {
      wrong.append([UInt8](repeating: 0xAA, count: length))
      if length < 40 { wrong.append(Array(right.prefix(length))) }
    }
    wrong.append([UInt8](repeating: 0xFF, count: 60_000))
    // The ids, the connector's length and the header's.
    for (offset, value) in [(16, 2), (20, 2), (32, 9), (32, 0), (0, 45), (0, 20), (3, 0x80)] {
      var bytes = right
      bytes[offset] = UInt8(value)
      wrong.append(bytes)
    }
    for (count, bytes) in wrong.enumerated() {
      try client.send(bytes)
      bench.settle()
      #expect(bench.server.counters().malformed == UInt64(count + 1), "\(bytes)")
    }
    #expect(try client.next() == nil)
    #expect(bench.server.counters().requests == 0)
    try client.send(right)
    bench.settle()
    #expect(try client.all().map(\.answer?.token) == [6])
  }

  @Test("Who floods with requests is read in turns, and others are answered meanwhile")
  func flood() throws {
    let bench = try TestServer()
    let flooder = try bench.connect()
    let other = try bench.connect()
    bench.settle()
    let request = ConnectorRequest(.listen, mask: 1, token: 1).encoded()
    var sent: UInt64 = 0
    while (try? flooder.send(request)) != nil { sent += 1 }
    #expect(sent > 100)
    try other.listen(token: 9)
    bench.server.serve()
    bench.server.deliver()
    #expect(bench.server.counters().requests < 10)
    #expect(try other.all().map(\.answer?.token) == [10])
    bench.settle()
    #expect(bench.server.counters().requests == sent + 1)
  }
}

extension [UInt8] {
  /// An acknowledgement carries the present.
  fileprivate var withoutTimeOfAnswer: [UInt8] {
    guard count == 76, self[36..<40].allSatisfy({ $0 == 0 }) else { return self }
    var bytes = self
    for index in 44..<52 { bytes[index] = 0 }
    return bytes
  }
}
