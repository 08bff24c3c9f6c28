internal import ConnectorProtocol
public import ProcessEvents

extension ScriptedKernel {
  /// Something happens on a CPU; whoever listens is told.
  public mutating func happen(_ payload: ProcessEvent.Payload, cpu: UInt32 = 0) {
    guard listenerCount > 0 else { return }
    multicast(cpu: cpu) { [now] number in
      .event(ProcessEvent(time: now, cpu: cpu, sequence: number, payload: payload))
    }
  }

  /// Somebody with CAP_NET_ADMIN sends the group, or a single socket, what he likes.
  public mutating func forge(
    _ datagram: [UInt8], fromPort port: UInt32, to receiver: SocketID? = nil
  ) {
    let forged = ScriptedDatagram(bytes: datagram, senderPort: port)
    if let receiver {
      sockets[receiver]?.deliver(forged)
    } else {
      for id in group { sockets[id]?.deliver(forged) }
    }
  }

  /// Gives a message the next number of its CPU, and to each member of the group that admits it.
  ///
  /// C: `send_msg`, `drivers/connector/cn_proc.c`
  mutating func multicast(cpu: UInt32, _ message: (UInt32) -> ConnectorMessage) {
    let number = nextNumbers[cpu, default: 0]
    nextNumbers[cpu] = number &+ 1
    if failingAllocations > 0 {
      failingAllocations -= 1
      return
    }
    let members = group
    if members.isEmpty && profile.filtersEvents {
      // A count that leaked is put right once nobody is left.
      listenerCount = 0
      return
    }
    let message = message(number)
    let datagram = ScriptedDatagram(bytes: message.encoded(), senderPort: 0)
    for id in members where !profile.filtersEvents || socket(id).admits(message) {
      sockets[id]?.deliver(datagram)
    }
  }

  /// The sockets that a multicast reaches.
  private var group: [SocketID] {
    sockets.filter { $0.value.isJoined && $0.value.owner.isInInitialNetworkNamespace }
      .keys.sorted { $0.port < $1.port }
  }
}
