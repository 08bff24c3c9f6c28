import ConnectorHub
import ConnectorProtocol
import Glibc
import ProcessConnector
import ProcessEvents
import ProcessTable

struct Told: ProcessFacts {
  var process: ProcessDescription?

  func user(of task: TaskID, at time: KernelInstant) -> UInt32? {
    guard let process, process.process == task.process else { return nil }
    return process.userID.knownValue
  }
}

struct Server {
  var hub = ConnectorHub(.strict)
  var names: [ListenerID: String] = [:]

  mutating func admit(_ name: String, _ policy: Policy) throws {
    let client = try hub.open(policy)
    names[client] = name
    let request = ConnectorRequest(.listen, mask: EventMask.nonzeroExit.rawValue, token: 7)
    hub.receive(request.encoded().span, from: client, at: .now)
  }

  mutating func take(_ told: ProcessElement) {
    switch told.element {
    case .event(let event): hub.publish(event, facts: Told(process: told.process))
    case .lost(let loss): hub.reportLoss(loss.count)
    default: break
    }
  }

  mutating func send() {
    var readable: [ListenerID] = []
    hub.takeReadable { readable.append($0) }
    for client in readable {
      let name = names[client] ?? "?"
      var reading: HubReading
      repeat {
        reading = hub.drain(client) { datagram in
          show(datagram, to: name)
          return true
        }
        if case .lost(let total) = reading { print("\(name): \(total) lost in all") }
      } while reading != .nothing
    }
  }
}

func show(_ datagram: Span<UInt8>, to name: String) {
  switch try? ConnectorMessage(decoding: datagram.bytes) {
  case .acknowledgement(let answer):
    print("\(name): request \(answer.token - 1) is answered by error \(answer.error)")
  case .event(let event):
    guard case .exit(let exit) = event.payload else { return }
    let parent = exit.parent.process
    print("\(name): \(exit.task.process), a child of \(parent), ended: \(exit.status)")
  case nil:
    print("\(name): not a message of the connector")
  }
}

do {
  let connector = ConnectorConfiguration(events: .nonzeroExit, subject: .threads)
  var reader = try ProcessReader(ProcessConfiguration(connector, details: .user))
  var server = Server()
  try server.admit("root", .everything)
  try server.admit("nobody", Policy(.user(65534), visible: .status))
  server.send()

  while try reader.wait() == .ready {
    var hasMore = true
    while hasMore {
      hasMore = try reader.read { elements in
        for index in elements.indices { server.take(elements[index]) }
      }
      server.send()
    }
  }
} catch {
  print("cannot serve: \(error)")
  exit(3)
}
