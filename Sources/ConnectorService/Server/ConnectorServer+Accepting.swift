internal import ConnectorHub
internal import KernelInterface

extension ConnectorServer {
  /// Connections that are let in at one time.
  private static let batch = 16
  /// Nanoseconds
  private static let pause: UInt64 = 100_000_000

  func accept() {
    for _ in 0..<Self.batch {
      do throws(SystemCallError) {
        admit(try socket.accept())
      } catch {
        switch error.errno {
        case .wouldBlock: return
        // It was gone before it was let in.
        case .connectionAborted: continue
        default:
          // No descriptors or no memory: it would be readable for ever.
          pauseAccepting()
          return
        }
      }
    }
  }

  private func pauseAccepting() {
    epoll.remove(socket.rawDescriptor)
    pausedUntil = Clocks.monotonic + Self.pause
  }

  func resumeAccepting() {
    pausedUntil = nil
    do {
      try epoll.add(socket.rawDescriptor, for: .input, token: Self.listenerToken)
    } catch {
      pausedUntil = Clocks.monotonic + Self.pause
    }
  }

  private func admit(_ socket: consuming PacketSocket) {
    guard !isRefusing, let user = try? socket.peer().user, hasRoom(for: user),
      let (peer, namespace) = try? Peer.read(from: socket),
      let policy = rule.policy(for: peer),
      let listener = try? hub.open(policy)
    else {
      totals.refused &+= 1
      return
    }
    try? socket.setSendBuffer(bytes: ServerLimits.sendBuffer)
    hub.setBuffer(bytes: queueBytes, of: listener)
    let client = Client(
      socket, listener, user: user, policy: policy, namespace: namespace, token: takeToken())
    let place = Int(client.token & 0xFFFF_FFFF)
    do {
      try epoll.add(client.socket.rawDescriptor, for: client.readiness, token: client.token)
    } catch {
      freePlaces.append(place)
      hub.close(listener)
      totals.refused &+= 1
      return
    }
    clients[place] = client
    while placesByListener.count <= Int(listener.index) { placesByListener.append(-1) }
    placesByListener[Int(listener.index)] = Int32(place)
    clientsOfUsers[user, default: 0] += 1
    totals.clients += 1
    totals.accepted &+= 1
  }

  private func hasRoom(for user: UInt32) -> Bool {
    if user == 0 { return totals.clients < limits.clients + ServerLimits.reserved }
    return totals.clients < limits.clients
      && clientsOfUsers[user, default: 0] < limits.clientsPerUser
  }
}
