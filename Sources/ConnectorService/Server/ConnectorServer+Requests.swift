package import ConnectorHub
internal import KernelInterface
internal import ProcessConnector

extension ConnectorServer {
  /// Requests of one client that are read before others have their turn.
  private static let batch = 4

  func takeRequests(of client: Client) {
    if client.isHeld { return }
    if !knowledge.suffices(for: client.policy) {
      client.isHeld = true
      hasChangedWants = true
      watch(client)
      return
    }
    for _ in 0..<Self.batch {
      let count: Int
      do throws(SystemCallError) {
        count = try client.socket.receive(into: &request)
      } catch {
        if error.errno != .wouldBlock { remove(client) }
        return
      }
      hub.receive(
        request.span.extracting(0..<count), from: client.listener, at: .now,
        isAdministrator: client.user == 0)
      hasChangedWants = true
      // An empty datagram, or the end, of which the descriptor tells next.
      if count == 0 { return }
    }
  }

  func releaseHeld() {
    for client in clients {
      guard let client, client.isHeld, knowledge.suffices(for: client.policy) else { continue }
      client.isHeld = false
      watch(client)
    }
  }

  /// What listeners want by now, and those whose requests wait will; nil where that has not changed.
  package func takeDemand() -> HubDemand? {
    guard hasChangedWants else { return nil }
    hasChangedWants = false
    var demand = hub.demand
    for client in clients {
      guard let client, client.isHeld else { continue }
      demand.add(client.policy)
    }
    return demand
  }

  /// The hold on a namespace that one of the clients is in.
  func hold(of namespace: PIDNamespace) -> HeldNamespace? {
    for client in clients where client?.namespace.namespace == namespace {
      return client?.namespace
    }
    return nil
  }

  /// Has ``takeDemand()`` tell what is wanted even though nobody has asked for anything: for who opens listeners himself.
  package func wantsHaveChanged() { hasChangedWants = true }
}
