import ConnectorProtocol
import KernelInterface
import ProcessEvents

func connect(_ path: String) -> PacketSocket {
  do {
    return try PacketSocket(connectingTo: path)
  } catch {
    fail("\(error)")
  }
}

/// Sends a LISTEN.
func listen(_ socket: borrowing PacketSocket, mask: UInt32?, token: UInt32 = 1) {
  do {
    try socket.send(ConnectorRequest(.listen, mask: mask, token: token).encoded().span)
  } catch {
    fail("\(error)")
  }
}

/// The next datagram; nil at the end, or where none comes in time.
func next(_ socket: borrowing PacketSocket, atMost seconds: UInt64) -> [UInt8]? {
  let deadline = Clocks.monotonic + seconds * 1_000_000_000
  var buffer = [UInt8](repeating: 0, count: 128)
  while true {
    do {
      let count = try socket.receive(into: &buffer)
      return count > 0 ? Array(buffer.prefix(count)) : nil
    } catch {
      if error.errno != .wouldBlock { return nil }
    }
    let now = Clocks.monotonic
    if now >= deadline { return nil }
    _ = try? pollReadable(socket.rawDescriptor, timeout: deadline - now)
  }
}

func hear(_ path: String, mask: UInt32) {
  let socket = connect(path)
  listen(socket, mask: mask)
  say("hearing")
  while let found = try? pollReadable(socket.rawDescriptor, 0, timeout: nil),
    !found.contains(.second)
  {
    guard let datagram = next(socket, atMost: 0) else {
      say("end")
      return
    }
    say(describe(datagram))
  }
}

func describe(_ datagram: [UInt8]) -> String {
  if let overrun = unsafe ConnectorOverrun(decoding: datagram.span.bytes) {
    return "lost \(overrun.count)"
  }
  guard let message = unsafe try? ConnectorMessage(decoding: datagram.span.bytes) else {
    return "malformed"
  }
  return "\(message)"
}

/// Starts some processes and waits until each has been heard of, from its fork to its end.
func check(_ path: String, isOrdinary: Bool) {
  let socket = connect(path)
  listen(socket, mask: nil, token: 41)
  guard let answer = next(socket, atMost: 30) else { fail("no acknowledgement") }
  guard
    case .acknowledgement(let answer) = unsafe try? ConnectorMessage(decoding: answer.span.bytes),
    answer.token == 42, answer.error == 0
  else { fail("no acknowledgement: \(describe(answer))") }
  var wanted: [Int32: Set<String>] = [:]
  for code in 1...5 {
    do {
      let child = try ChildProcess(["/bin/sh", "-c", "exit \(code)"])
      wanted[child.id] = ["fork", "exec", "exit \(code)"]
      _ = try child.wait()
    } catch {
      fail("\(error)")
    }
  }
  let own = Set(wanted.keys).union([HostFacts.processID])
  var others = 0
  while wanted.contains(where: { !$0.value.isEmpty }) {
    guard let datagram = next(socket, atMost: 30) else { fail("not heard of: \(wanted)") }
    guard case .event(let event) = unsafe try? ConnectorMessage(decoding: datagram.span.bytes)
    else { fail("unexpected: \(describe(datagram))") }
    guard let task = event.task, own.contains(task.process.rawValue) else {
      others += 1
      continue
    }
    let what =
      switch event.payload {
      case .fork: "fork"
      case .exec: "exec"
      case .exit(let exit): "exit \(exit.status.rawValue >> 8)"
      default: ""
      }
    wanted[task.process.rawValue]?.remove(what)
  }
  say("heard of all; \(others) events of others")
  // Others of the same user may be about as well, so only who hears nothing of others is sure.
  if !isOrdinary && others == 0 { say("note: nothing else happened") }
}
