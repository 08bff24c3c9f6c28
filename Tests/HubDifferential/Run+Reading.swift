import ConnectorHub
import ConnectorProtocol
import KernelInterface
import ProcessEvents

extension Run {
  mutating func read(_ index: Int, limit: Int) throws {
    try compareMemory(index)
    let scripted = readScripted(index, limit: limit)
    let real = try readReal(index, limit: limit, expected: scripted.count)
    guard real.map(\.item) == scripted.map(\.item) else {
      throw Difference.found(
        "\(index) got \(real.map(\.item)), by the hub \(scripted.map(\.item))")
    }
    compared += real.count
    for (one, other) in zip(real, scripted) {
      guard let one = one.name, let other = other.name else { continue }
      try compareNames(index, one, other)
    }
    try compareMemory(index)
  }

  private func compareMemory(_ index: Int) throws {
    let real = try pairs[index].real.memory()
    let scripted = kernel.memory(of: pairs[index].scripted)
    if !pairs[index].isNarrow {
      // Others' events fill it as well.
      guard real.drops == 0 else { throw Difference.disturbed("\(index) has overflowed") }
      return
    }
    let expected = SocketMemory(
      used: scripted.used, limit: scripted.limit, drops: scripted.drops)
    guard real == expected else {
      throw Difference.found("\(index) has \(real), by the hub \(expected)")
    }
  }

  /// The same message has the same number wherever it comes, and later ones have greater ones.
  private mutating func compareNames(_ index: Int, _ real: Item.Name, _ scripted: Item.Name) throws
  {
    if let known = names[real], known != scripted {
      throw Difference.found("\(index): \(real) is \(known) elsewhere, by the hub \(scripted)")
    }
    names[real] = scripted
    if let last = pairs[index].last, last.real.cpu == real.cpu,
      last.scripted.cpu == scripted.cpu,
      real.sequence &- last.real.sequence > 1 << 31
        || scripted.sequence &- last.scripted.sequence > 1 << 31
    {
      throw Difference.found("\(index): \(real) behind \(last.real), by the hub \(scripted)")
    }
    pairs[index].last = (real, scripted)
  }

  private mutating func readScripted(
    _ index: Int, limit: Int
  ) -> [(item: Item, name: Item.Name?)] {
    var items: [(item: Item, name: Item.Name?)] = []
    while items.count < limit {
      do throws(KernelRefusal) {
        let rest = limit - items.count
        for datagram in try kernel.receive(on: pairs[index].scripted, limit: min(rest, 64)) {
          guard let message = datagram.bytes.asMessage else { continue }
          items.append((Item(datagram.bytes, message), message.name))
        }
      } catch {
        if error == .wouldBlock { break }
        items.append((.overflow, nil))
      }
    }
    return items
  }

  private func readReal(
    _ index: Int, limit: Int, expected: Int
  ) throws -> [(item: Item, name: Item.Name?)] {
    var items: [(item: Item, name: Item.Name?)] = []
    let end = Clocks.monotonic + 3_000_000_000
    while items.count < limit {
      do throws(SystemCallError) {
        let rest = pairs[index].isNarrow ? limit - items.count : .max
        for bytes in try pairs[index].real.receive(limit: rest) {
          guard let message = bytes.asMessage else { continue }
          guard isOurs(message) else { continue }
          guard bytes.hasEqualNumbers else { continue }
          items.append((Item(bytes, message), message.name))
        }
      } catch {
        if error.errno == .wouldBlock {
          if items.count >= expected || Clocks.monotonic > end { break }
          ProcessActions.sleep(milliseconds: 1)
        } else if error.errno == .noBufferSpace {
          items.append((.overflow, nil))
        } else {
          throw error
        }
      }
    }
    return items
  }

  /// Whether a message is about this script; others use the machine as well.
  private func isOurs(_ message: ConnectorMessage) -> Bool {
    switch message {
    case .acknowledgement(let answer): answer.token >> 16 == prefix
    case .event(let event):
      event.task.flatMap { times[$0.process.rawValue] }?.contains(event.time) ?? false
    }
  }
}

extension [UInt8] {
  /// Whether both headers carry the same number, as the kernel writes it.
  fileprivate var hasEqualNumbers: Bool { self[8..<12].elementsEqual(self[24..<28]) }
}

extension Span<UInt8> {
  /// Whether this acknowledges a request with such a token.
  func isAcknowledgement(prefix: UInt32) -> Bool {
    guard count >= 52 else { return false }
    return self[36] == 0 && self[37] == 0 && self[38] == 0 && self[39] == 0
      && self[30] == UInt8(prefix & 0xFF) && self[31] == UInt8(prefix >> 8)
  }
}
