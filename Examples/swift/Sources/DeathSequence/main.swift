import ProcessConnector

let connector = try Connector(ConnectorConfiguration(events: .nonzeroExit))

let clock = Task {
  try await Task.sleep(for: .seconds(10))
  connector.close()
}

for try await element in connector.elements {
  switch element {
  case .death(let death):
    print("\(death.process) ended: \(death.status)")
  case .lost(let loss):
    print("\(loss.count) events were lost")
  default:
    break
  }
}

let counters = connector.counters
print("received \(counters.received), delivered \(counters.delivered), lost \(counters.lost)")
