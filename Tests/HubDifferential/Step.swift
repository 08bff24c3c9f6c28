import ConnectorProtocol

/// What a script does next; sockets are named by their order.
enum Step: Hashable, CustomStringConvertible {
  /// A socket that takes a lot.
  case open
  /// A socket that takes little, and only acknowledgements of this script: how much comes is then certain.
  case openNarrow(bytes: UInt32)
  case join(Int)
  case leave(Int)
  case send(Int, Datagram)
  case act(Action)
  /// Reads all that waits, of a narrow socket at most so much.
  case read(Int, limit: Int)
  case close(Int)

  var description: String {
    switch self {
    case .open: "open"
    case .openNarrow(let bytes): "open with a buffer of \(bytes)"
    case .join(let socket): "\(socket) joins"
    case .leave(let socket): "\(socket) leaves"
    case .send(let socket, let datagram): "\(socket) sends \(datagram)"
    case .act(let action): "\(action)"
    case .read(let socket, let limit): "\(socket) reads \(limit)"
    case .close(let socket): "\(socket) is closed"
    }
  }
}

/// What processes do that the kernel tells.
enum Action: Hashable {
  case exit(code: Int32)
  case signal(Int32)
  case setUser(UInt32)
  case setGroup(UInt32)
  case session
  case rename
  case execute(code: Int32)
  case threads(code: Int32)
  case trace
}

extension Randomness {
  mutating func action(isAdministrator: Bool) -> Action {
    var choices: [(Int, Action)] = [
      (3, .exit(code: 0)), (3, .exit(code: Int32(number(1...255)))), (2, .signal(9)),
      (1, .signal(11)), (1, .session), (1, .rename), (2, .execute(code: Int32(number(0...1)))),
      (1, .threads(code: Int32(number(0...3)))), (1, .trace),
    ]
    if isAdministrator {
      choices += [(1, .setUser(bits() % 60_000)), (1, .setGroup(bits() % 60_000))]
    }
    return choose(choices.map { (weight: $0.0, choice: $0.1) })
  }

  /// A script; every socket that it names is open then.
  mutating func script(prefix: UInt32, isAdministrator: Bool) -> [Step] {
    var steps: [Step] = [.open, .join(0)]
    var sockets = [0]
    var narrow: Set<Int> = []
    var count = 1
    var token = prefix << 16
    for _ in 0..<number(5...25) {
      let socket = sockets.isEmpty ? -1 : sockets[number(0...sockets.count - 1)]
      switch number(0...19) {
      case 0...2 where sockets.count < 6:
        let isNarrow = number(0...3) == 0
        steps.append(isNarrow ? .openNarrow(bytes: UInt32(number(0...4000))) : .open)
        if isNarrow { narrow.insert(count) }
        if number(0...3) > 0 { steps.append(.join(count)) }
        sockets.append(count)
        count += 1
      case _ where socket < 0: continue
      case 3: steps.append(number(0...1) == 0 ? .join(socket) : .leave(socket))
      case 4:
        steps.append(.close(socket))
        sockets.removeAll { $0 == socket }
      case 5...8: steps.append(.act(action(isAdministrator: isAdministrator)))
      case 9...11:
        steps.append(.read(socket, limit: narrow.contains(socket) ? number(1...4) : .max >> 1))
      case 12:
        // More than a narrow socket holds.
        for _ in 0..<number(1...8) {
          token += 1
          steps.append(.send(socket, Datagram(.listen, token: token)))
        }
      default:
        token += 1
        steps.append(.send(socket, datagram(token: token)))
      }
    }
    return steps
  }
}
