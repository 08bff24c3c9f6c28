internal import ConnectorProtocol
internal import ProcessEvents

extension ScriptedKernel {
  /// Handles a datagram that a socket sends to the kernel; its acknowledgement is queued on return.
  ///
  /// C: `cn_proc_mcast_ctl`, `drivers/connector/cn_proc.c`
  public mutating func send(_ datagram: Span<UInt8>, from id: SocketID) throws(KernelRefusal) {
    let owner = socket(id).owner
    guard owner.isInInitialNetworkNamespace else { throw .connectionRefused }
    guard owner.isHeard, let request = unsafe try? ConnectorRequest(decoding: datagram.bytes)
    else {
      return
    }
    if profile.filtersEvents {
      handle(request, from: id)
    } else {
      handleUnfiltered(request, from: owner)
    }
  }

  private mutating func handle(_ request: ConnectorRequest, from id: SocketID) {
    let before = socket(id).subscription?.operation
    // Stored before the operation is looked at, so an unknown one changes the mask as well.
    sockets[id]?.subscription = ScriptedSocket.Subscription(
      operation: request.operation, mask: EventMask.valid(request.mask ?? 0))
    var error = KernelError.none
    switch request.operation {
    case .listen: if before != .listen { listenerCount += 1 }
    case .ignore: if before != .ignore { listenerCount -= 1 }
    default: error = .invalidArgument
    }
    acknowledge(request, error)
  }

  private mutating func handleUnfiltered(_ request: ConnectorRequest, from owner: SocketOwner) {
    guard request.mask == nil else { return }
    var error = KernelError.none
    if !owner.isNetworkAdministrator {
      error = .notPermitted
    } else {
      switch request.operation {
      case .listen: listenerCount += 1
      case .ignore: listenerCount -= 1
      default: error = .invalidArgument
      }
    }
    acknowledge(request, error)
  }

  /// C: `cn_proc_ack`
  private mutating func acknowledge(_ request: ConnectorRequest, _ error: KernelError) {
    guard listenerCount > 0 else { return }
    multicast(cpu: currentCPU) { [now, currentCPU] number in
      .acknowledgement(
        Acknowledgement(
          token: request.token &+ 1, error: error.rawValue, time: now, cpu: currentCPU,
          sequence: number))
    }
  }

  private enum KernelError: UInt32 {
    case none = 0
    case notPermitted = 1
    case invalidArgument = 22
  }
}
