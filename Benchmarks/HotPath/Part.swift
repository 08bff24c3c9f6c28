import ConnectorProtocol
import KernelInterface
import Measurements
import ProcessConnector
import ProcessEvents
import ProcessTable

/// Work that is done for each event, without any system call.
struct Part {
  let name: String
  let title: String
  let budget: String
  /// Makes the work, with all that it needs made before; what it gives is always the same.
  private let prepare: (FixedEvents) -> (() -> Int)

  private static let rounds = 15
  private static let eventsAtOnce = 60_000

  static var all: [Part] {
    [
      Part("decode", "decoding, ns per event", "10", decoding),
      Part("reader", "from datagrams to the reader's callback, ns per event", "-", reading),
      Part("filter", "a filter of ten terms, compiled, ns per event", "50", filtering),
      Part("table", "the process table, ns per event", "300", observing),
    ]
  }

  private init(
    _ name: String, _ title: String, _ budget: String,
    _ prepare: @escaping (FixedEvents) -> (() -> Int)
  ) {
    self.name = name
    self.title = title
    self.budget = budget
    self.prepare = prepare
  }

  /// Does it several times for 10,000 events.
  func perform(passes: Int) -> Int {
    let work = prepare(FixedEvents(10_000))
    var sum = 0
    for _ in 0..<passes { sum += work() }
    return sum
  }

  /// Nanoseconds per event.
  func measure() -> Samples {
    let work = prepare(FixedEvents(Part.eventsAtOnce))
    let expected = work()
    var samples = Samples()
    for _ in 0..<Part.rounds {
      let begin = Clocks.monotonic
      let result = work()
      samples.add(Double(Clocks.monotonic - begin) / Double(Part.eventsAtOnce))
      precondition(result == expected, "\(name): \(result), first \(expected)")
    }
    return samples
  }

  private static func decoding(_ fixed: FixedEvents) -> () -> Int {
    let datagrams = fixed.events.flatMap { ConnectorMessage.event($0).encoded() }
    let count = fixed.events.count
    return {
      var exits = 0
      let bytes = unsafe datagrams.span.bytes
      for index in 0..<count {
        let start = index * ConnectorWire.eventSize
        let datagram = bytes.extracting(start..<(start + ConnectorWire.eventSize))
        if case .event(let event)? = try? ConnectorMessage(decoding: datagram), event.kind == .exit
        {
          exits += 1
        }
      }
      return exits
    }
  }

  /// Everything that a listener to processes pays for, without the system calls and his own work.
  private static func reading(_ fixed: FixedEvents) -> () -> Int {
    let transport = FixedTransport(fixed.events)
    let configuration = ConnectorConfiguration()
    var reader: ElementReader
    do {
      let session = try ConnectorSession.open(
        transport, filter: configuration.kernelFilter, buffer: .default, token: 1,
        environment: HostEnvironment.current)
      reader = try ElementReader(session, configuration: configuration)
    } catch {
      preconditionFailure("\(error)")
    }
    transport.rewind()
    return {
      var deaths = 0
      for _ in 0..<transport.readings {
        do {
          _ = try reader.read { elements in
            for index in elements.indices {
              if case .death = elements[index] { deaths += 1 }
            }
          }
        } catch {
          preconditionFailure("\(error)")
        }
      }
      return deaths
    }
  }

  /// All of them are asked of an exit.
  private static let tenTerms = """
    exit and pid > 1 and tid > 1 and ppid != 1 and not thread and cpu < 4096 and code != 200 \
    and code not in (201, 202) and status != 51456 and code > 6
    """

  private static func filtering(_ fixed: FixedEvents) -> () -> Int {
    guard let filter = try? Filter(parsing: tenTerms) else { preconditionFailure(tenTerms) }
    let compiled = CompiledFilter(filter)
    let exits = fixed.events.filter { $0.kind == .exit }
    let events = fixed.events.indices.map { exits[$0 % exits.count] }
    return {
      var matches = 0
      for event in events where compiled.evaluate(event) == .true { matches += 1 }
      return matches
    }
  }

  private static func observing(_ fixed: FixedEvents) -> () -> Int {
    let events = fixed.events
    return {
      var table = ProcessTable()
      for event in events { table.observe(event) }
      return table.count
    }
  }
}
