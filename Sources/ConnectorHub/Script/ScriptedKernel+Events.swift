public import ProcessEvents

extension ScriptedKernel {
  /// Something happens on a CPU; whoever listens is told.
  public mutating func happen(_ payload: ProcessEvent.Payload, cpu: UInt32 = 0) {
    happen(ProcessEvent(time: now, cpu: cpu, sequence: 0, payload: payload))
  }

  /// Something happens at its own time; its number is the scripted kernel's.
  public mutating func happen(_ event: ProcessEvent) { hub.publish(event) }

  /// Handles a datagram that a socket sends to the kernel; its acknowledgement is queued on return.
  public mutating func send(_ datagram: Span<UInt8>, from id: SocketID) throws(KernelRefusal) {
    let socket = socket(id)
    guard socket.owner.isInInitialNetworkNamespace else { throw .connectionRefused }
    guard socket.owner.isHeard else { return }
    let isUnanswered = failingAcknowledgements > 0
    if isUnanswered {
      failingAcknowledgements -= 1
      hub.failingAllocations += 1
    }
    let failing = hub.failingAllocations
    hub.receive(
      datagram, from: socket.listener, at: now, cpu: currentCPU,
      isAdministrator: socket.owner.isNetworkAdministrator)
    // There was nothing to acknowledge.
    if isUnanswered && hub.failingAllocations == failing { hub.failingAllocations -= 1 }
  }

  /// Somebody with CAP_NET_ADMIN sends the group, or a single socket, what he likes.
  public mutating func forge(
    _ datagram: [UInt8], fromPort port: UInt32, to receiver: SocketID? = nil
  ) {
    for socket in receiver.map({ [socket($0)] }) ?? members {
      hub.deliver(foreign: datagram, senderPort: port, to: socket.listener)
    }
  }
}
