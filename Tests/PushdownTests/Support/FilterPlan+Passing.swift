import ConnectorProtocol
import ProcessConnector
import ProcessEvents
import TestSupport

extension FilterPlan {
  /// Whether the kernel would let an event through.
  func passes(_ event: ProcessEvent) throws -> Bool {
    // The kernel takes the mask of everything for no mask at all.
    guard mask == .all || mask.admits(event) else { return false }
    guard let program else { return true }
    return try ClassicBPFInterpreter(program).run(on: ConnectorMessage.event(event).encoded().span)
      > 0
  }

  static let everyCapability: [Capabilities] = [
    Capabilities(connectorFilters: true), Capabilities(connectorFilters: false),
    Capabilities(connectorFilters: true, maximumInstructions: 0),
    Capabilities(connectorFilters: false, maximumInstructions: 0),
    Capabilities(connectorFilters: false, maximumInstructions: 40),
    Capabilities(connectorFilters: true, maximumInstructions: 100), .beforeLinux66,
  ]
}

extension Filter {
  init(_ text: String) { self = try! Filter(parsing: text) }
}
