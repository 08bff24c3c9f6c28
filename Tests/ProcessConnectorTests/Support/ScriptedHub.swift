import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessConnector
import ProcessEvents
import Synchronization

/// A hub behind a socket, with a thread that serves it; what happens comes from the script.
///
/// As the kernel it acknowledges only who listens to everything, but to the sender alone and not before its next turn.
final class ScriptedHub: Sendable {
  /// How it treats its clients.
  enum Manners: Hashable {
    case good
    /// Takes no request.
    case deaf
    /// Ends each connection at once.
    case closing
  }

  let path: String
  private let listener: ListeningPackets
  private let state: Mutex<State>
  private let wake: EventDescriptor

  private init(_ state: consuming State) throws {
    listener = try ListeningPackets()
    path = listener.path
    wake = try EventDescriptor()
    self.state = Mutex(state)
  }

  /// Serves for as long as `body` runs.
  ///
  /// - Parameters:
  ///   - room: datagrams that wait for a client beside those in its socket.
  ///   - sendBuffer: the bytes that a client's socket holds; nil is what is usual.
  static func serve<Result>(
    _ manners: Manners = .good, room: UInt32 = 1 << 16, sendBuffer: Int32? = nil,
    _ body: (ScriptedHub) throws -> Result
  ) throws -> Result {
    let running = try start(manners, room: room, sendBuffer: sendBuffer)
    defer { running.stop() }
    return try body(running.hub)
  }

  /// Serves until it is stopped.
  static func start(
    _ manners: Manners = .good, room: UInt32 = 1 << 16, sendBuffer: Int32? = nil
  ) throws -> Running {
    let hub = try ScriptedHub(State(manners, room: room, sendBuffer: sendBuffer))
    return Running(hub, try Thread { while !hub.perform({ $0.isOver }) { hub.turn() } })
  }

  final class Running: Sendable {
    let hub: ScriptedHub
    private let thread: Mutex<Thread?>

    init(_ hub: ScriptedHub, _ thread: consuming Thread) {
      self.hub = hub
      self.thread = Mutex(thread)
    }

    func stop() {
      hub.perform { $0.isOver = true }
      hub.wake.signal()
      let thread = thread.withLock { $0.take() }
      thread?.join()
    }
  }

  /// Something happens, now.
  func happen(_ payload: ProcessEvent.Payload, cpu: UInt32 = 0) {
    happen([ProcessEvent(time: .now, cpu: cpu, sequence: 0, payload: payload)])
  }

  /// Several things happen, of which nobody is told before the last one has.
  func happen(_ events: [ProcessEvent]) {
    perform { state in
      for event in events { state.hub.publish(event) }
      state.flush()
    }
  }

  func exits(_ count: Int, from first: Int32 = 1, code: UInt8 = 0) {
    happen(
      (first..<(first + Int32(count))).map {
        ProcessEvent(time: .now, cpu: 0, sequence: 0, payload: .exit(of: $0, code: code))
      })
  }

  /// Sends datagrams to all clients, behind what waits for them.
  func send(_ datagrams: [[UInt8]]) {
    perform { state in
      state.flush()
      for client in state.clients {
        for datagram in datagrams { precondition(client.connection.send(datagram.span)) }
      }
    }
  }

  /// Leaves requests where they are from now on, or takes them.
  func setDeaf(_ isDeaf: Bool) {
    perform { $0.manners = isDeaf ? .deaf : .good }
    wake.signal()
  }

  /// Calls something right before each request is handled.
  func beforeRequests(_ body: @escaping @Sendable (ScriptedHub, ConnectorRequest?) -> Void) {
    perform { $0.beforeRequest = body }
  }

  /// The requests so far, of all clients.
  var requests: [ConnectorRequest] { perform { $0.requests } }

  /// How many of them have been handled.
  var handledCount: Int { perform { $0.handled } }

  var clientCount: Int { perform { $0.clients.count } }

  /// Ends all connections; files and thread go with the hub.
  func end() {
    perform { state in
      state.flush()
      state.clients = []
      state.manners = .closing
    }
  }

  func perform<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
    state.withLock { body(&$0) }
  }

  /// One turn: lets clients in, takes requests, sends.
  private func turn() {
    // Short enough for sockets that have room again, which nobody tells of.
    if (try? pollReadable(listener.rawDescriptor, wake.rawDescriptor, timeout: 200_000))?
      .contains(.first) == true, let connection = try? listener.accept()
    {
      perform { $0.letIn(connection) }
    }
    wake.clear()
    let handler = perform { $0.manners == .deaf ? nil : $0.beforeRequest }
    for (id, datagram) in perform({ $0.takeRequests() }) {
      handler?(self, unsafe try? ConnectorRequest(decoding: datagram.span.bytes))
      perform { $0.handle(datagram, from: id) }
    }
    perform { $0.flush() }
  }
}

extension ScriptedHub {
  struct State: Sendable {
    var manners: Manners
    fileprivate var isOver = false
    var hub: ConnectorHub
    fileprivate(set) var clients: [Client] = []
    fileprivate(set) var requests: [ConnectorRequest] = []
    fileprivate(set) var handled = 0
    fileprivate var beforeRequest: (@Sendable (ScriptedHub, ConnectorRequest?) -> Void)?
    private let sendBuffer: Int32?
    /// Tokens that the kernel would not acknowledge.
    private var unanswered: Set<UInt32> = []

    struct Client: Sendable {
      let connection: AcceptedPackets
      let id: ListenerID
      var hasLost = false
      var lostTold: UInt64 = 0
      /// What is to be told as lost before anything that has come since.
      var owed: UInt64 = 0
    }

    fileprivate init(_ manners: Manners, room: UInt32, sendBuffer: Int32?) {
      self.manners = manners
      self.sendBuffer = sendBuffer
      var profile = KernelProfile.strict
      profile.messageBytes = 832
      hub = ConnectorHub(profile, limits: HubLimits(buffer: room * 832, largestBuffer: .max))
    }

    fileprivate mutating func letIn(_ connection: AcceptedPackets) {
      guard manners != .closing, let id = try? hub.open() else { return }
      if let sendBuffer { connection.setSendBuffer(bytes: sendBuffer) }
      clients.append(Client(connection: connection, id: id))
    }

    fileprivate mutating func takeRequests() -> [(ListenerID, [UInt8])] {
      guard manners != .deaf else { return [] }
      var taken: [(ListenerID, [UInt8])] = []
      clients.removeAll { client in
        while let datagram = client.connection.receive() {
          if datagram.isEmpty {
            hub.close(client.id)
            return true
          }
          if let request = unsafe try? ConnectorRequest(decoding: datagram.span.bytes) {
            requests.append(request)
          }
          taken.append((client.id, datagram))
        }
        return false
      }
      return taken
    }

    fileprivate mutating func handle(_ datagram: [UInt8], from id: ListenerID) {
      handled += 1
      guard clients.contains(where: { $0.id == id }) else { return }
      if let request = unsafe try? ConnectorRequest(decoding: datagram.span.bytes) {
        let asksForAll =
          request.operation == .listen && EventMask.valid(request.mask ?? 0) == .all
        if asksForAll {
          unanswered.remove(request.token &+ 1)
        } else {
          unanswered.insert(request.token &+ 1)
        }
      }
      hub.receive(datagram.span, from: id, at: .now)
      flush()
    }

    /// Sends what there is room for.
    mutating func flush() {
      hub.takeReadable { _ in }
      for index in clients.indices {
        var client = clients[index]
        flush(&client)
        clients[index] = client
      }
    }

    private mutating func flush(_ client: inout Client) {
      while true {
        if client.owed > 0 {
          let overrun = ConnectorOverrun(count: client.owed, time: .now)
          guard client.connection.send(overrun.encoded().span) else { return }
          client.owed = 0
        }
        let unanswered = unanswered
        let reading = hub.drain(client.id) { datagram in
          if case .acknowledgement(let answer)? = unsafe try? ConnectorMessage(
            decoding: datagram.bytes), unanswered.contains(answer.token)
          {
            return true
          }
          return client.connection.send(datagram)
        }
        if case .lost = reading { client.hasLost = true }
        let counters = hub.counters(of: client.id)
        if client.hasLost, counters.waiting == 0 {
          client.owed = counters.lost - client.lostTold
          client.lostTold += client.owed
          // From here on it takes what comes; another loss may have come by now.
          if case .lost = hub.drain(client.id, limit: 0, { _ in true }) {
          } else {
            client.hasLost = false
          }
          if client.owed > 0 { continue }
        }
        switch reading {
        case .lost: continue
        case .taken where counters.waiting == 0: continue
        default: return
        }
      }
    }
  }
}
